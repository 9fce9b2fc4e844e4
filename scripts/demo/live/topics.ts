/** A topic of messages, who knows about it, and what they answer. */
export type Topic = {
  name: string
  pattern: RegExp
  /** The usernames of those who know about it, the best first. If empty, anybody may answer. */
  experts: readonly string[]
  /** Possible answers. `{name}` becomes the first name of the sender. */
  replies: readonly string[]
}

const topic = (name: string, pattern: RegExp, experts: string, replies: string[]): Topic => ({
  name,
  pattern,
  experts: experts.split(' ').filter(Boolean),
  replies,
})

/** The first topic that matches is used, so clear questions come before mere words. */
export const topics: readonly Topic[] = [
  topic(
    'honesty',
    /\bare you (a |an )?(real|human|bot|robot|ai|person|alive|script)\b|\b(chat)?bots?\b|\bchatgpt\b/i,
    '',
    [
      'Caught. We are the demo: a script with a few hundred sentences and good manners.',
      'Not a person, no. The messages are real, though: they took the same way as yours.',
    ],
  ),
  topic('thanks', /\b(thanks|thank you|thx|cheers|merci|danke|appreciate)\b/i, '', [
    ...['Any time!', 'Gladly 🙂', 'You are welcome, {name}', 'That is what we are here for'],
  ]),
  topic('farewell', /\b(bye|good ?night|see you|signing off|ciao|have a (nice|good) (evening|weekend|one))\b/i, '', [
    ...['See you, {name}! 👋', 'Have a good one', 'Bye! I will be here'],
  ]),
  topic('greeting', /^\W*(hi|hey|hello|hallo|moin|yo|good (morning|afternoon|evening)|test|testing)\b/i, '', [
    ...[
      'Hey {name}! 👋',
      'Hi {name}! All good on your side?',
      'Hello! Just in time for coffee',
      'Hi! I read you loud and clear',
    ],
  ]),
  topic('how are you', /\bhow('s| is| are) (it going|you|everything|things|life)\b|\bwhat'?s up\b/i, '', [
    'Good! Busy with Thursday, but the nice kind of busy. You?',
    'Fine, thanks. I have had two coffees and one good idea. And you?',
    'Cannot complain, although I have tried. You?',
  ]),
  topic('code', /```|=>|\bfunction\b|;\s*$/m, 'tomas aisha hannah', [
    'Reads well. What happens when the list is empty?',
    'I would give the second variable a better name, and otherwise change nothing.',
    'Looks right to me. Is there a test that fails without it?',
  ]),
  topic('link', /https?:\/\//i, '', [
    ...[
      'Opening it, one moment',
      'Thanks for the link, reading it now',
      'Bookmarked. The second part is the good one, isn’t it?',
    ],
  ]),
  topic('trouble', /\b(down|outage|incident|alert|502|503|timeout|offline|pager)\b/i, 'jonas tomas aisha', [
    'Looking at it now. Graphs are flat on my side, can you send me the time and the request id?',
    'On it. Does it happen to everybody or only to you?',
    'I see a small bump and it is falling already. I will write it up in #incidents if it comes back.',
  ]),
  topic(
    'bug',
    /\b(bugs?|broken|breaks|crash(es|ed)?|error|fails?|failing|flaky|does ?n[o']t work|wrong)\b/i,
    'tomas aisha hannah lucas',
    [
      'That sounds like one of ours. What did you do right before?',
      'Can you send me the request id? It is in the error message, at the end.',
      'Reproduced it. Give me half an hour, it looks small.',
      'Does a date take part in it? It is usually a date.',
    ],
  ),
  topic(
    'release',
    /\b(release|launch|ship(ping|ped)?|4\.0|rollout|go live|deadline|thursday)\b/i,
    'tomas jonas aisha lucas',
    [
      'Thursday at nine, if the graphs stay as they are. And they look very much as if they would.',
      'All of it is on the board, and the board is empty. I like an empty board.',
      'Everybody has said go. What is left is coffee.',
    ],
  ),
  topic('speed', /\b(slow(er|ly)?|speed|performance|latency|fast(er)?|laggy?)\b/i, 'tomas jonas lucas', [
    'How slow, in seconds? Then I know where to look.',
    'I would bet that it is the queue and not the work. Looking.',
    'It was at 118 ms a minute ago. Is it one page or all of them?',
  ]),
  topic(
    'deploy',
    /\b(deploy(ed|ment)?|staging|prod(uction)?|server|ci|pipeline|database|postgres|redis|backup)\b/i,
    'jonas tomas aisha',
    [
      'All green since this morning. Shall I send you the dashboard?',
      'Staging has it already, production after the coffee.',
      'That one is easy: it is in the runbook, page two. I can also just do it.',
    ],
  ),
  topic('review', /\b(review|pull request|pr|merge|branch|commit|refactor(ing)?|tests?)\b/i, 'hannah aisha tomas', [
    'I will look at it right after this. Is it one coffee or two?',
    'Send me the number, I am between two things anyway.',
    'Read it, two small comments and a question inside. Otherwise: nice!',
  ]),
  topic('mobile', /\b(app|ios|iphone|android|phone|mobile|tablet|ipad|store)\b/i, 'lucas', [
    'On the small phone it works, I have just tried it. On which one do you see it?',
    'It is in the build of this morning. In the store when Apple has had its breakfast.',
    'I will try it on Gérard. If it works there, it works.',
  ]),
  topic('design', /\b(design|screens?|colou?rs?|icons?|button|font|layout|logo|pixel|mock-?up|ui|ux)\b/i, 'mei', [
    'Show me? A photo of a napkin is fine too.',
    'I would take away one thing first, and then look again.',
    'Let me try that, I will have two versions for you in a bit.',
    'I like that! It needs a little more air on top, then it is done.',
  ]),
  topic(
    'numbers',
    /\b(numbers?|how (many|much)|percent|metrics?|data|report|chart|dashboard|average|statistics?)\b|%/i,
    'priya',
    [
      'I can tell you in ten minutes. Do you want all practices, or only the active ones?',
      'About 58 % in the last 30 days. Caveat: two of those weeks were holidays.',
      'It is in the report from Monday, second tab. The first tab has the ones that I do not trust.',
    ],
  ),
  topic(
    'customers',
    /\b(customers?|clients?|tickets?|support|complain(t|s|ed)?|practices?|clinic|feedback)\b/i,
    'liam omar',
    [
      'I had that one on the phone yesterday. They were nice about it, I will write to them.',
      'Give me the ticket number and I take it from here',
      'Third time this week that somebody asks. I have tagged it.',
    ],
  ),
  topic(
    'lunch',
    /\b(lunch|hungry|eat|food|dinner|ramen|pizza|snack|cake|biscuits?|breakfast)\b/i,
    'liam lucas hannah aisha',
    [
      ...[
        'I was waiting for somebody to say it. Ramen?',
        'In. Ten minutes, at the door?',
        'There is still cake in the kitchen, I have seen it',
      ],
    ],
  ),
  topic('coffee', /\b(coffee|tea|espresso|break)\b/i, 'jonas lucas priya', [
    ...[
      'Yes. Five minutes?',
      'Already on my way to the machine, shall I bring you one?',
      'That would be my third. So yes.',
    ],
  ]),
  topic('music', /\b(music|songs?|band|concert|playlist|listening|album)\b/i, 'liam lucas mei priya', [
    ...[
      'Khruangbin, since this morning, on repeat',
      'Put it on the shared list, I will listen on the way home',
      'Only if the bass does all the work',
    ],
  ]),
  topic('weekend', /\b(weekend|holidays?|vacation|saturday|sunday|trip)\b/i, 'hannah grace aisha', [
    'Nothing planned, and I am looking forward to exactly that. You?',
    'Going to the lake, if the weather agrees. You should come along!',
  ]),
  topic('people', /\b(hiring|hire|interview|candidate|contract|salary|onboarding|new colleague)\b/i, 'grace', [
    'Let us talk about that in the quiet room, I have time at three.',
    'The folder has the latest. Two good ones this week!',
  ]),
  topic('access', /\b(password|log ?in|access|vpn|wi-?fi|laptop|badge|printer)\b/i, 'jonas grace', [
    'Come by with the laptop, it takes two minutes. Bring nothing, except the laptop.',
    'Try it now, I have just switched it off and on for you.',
  ]),
  topic(
    'time zones',
    /\b(time ?zones?|utc|daylight|calendar|sync|appointments?|waitlist|reminders?)\b/i,
    'aisha tomas mei',
    [
      'That was the daylight saving one, fixed last week. If you still see it, I would like to know where.',
      'By default one day before, and never after nine in the evening. Practices may change it.',
      'Whoever has waited longest is asked first. Fairness is easier to explain than cleverness.',
    ],
  ),
  topic('laughter', /\b(haha+|lol|rofl|funny)\b|😂|😄|🤣|😅/i, '', [
    '😄',
    'Right? 😄',
    'I have tears in my eyes, and a meeting in two minutes',
  ]),
  topic(
    'praise',
    /\b(great|awesome|nice|love(ly)?|cool|wow|perfect|beautiful|amazing|well done|good job)\b|❤️|🎉|👏/i,
    '',
    [...['🎉', 'That makes my day', 'Team effort!', 'Telling the others, they will blush']],
  ),
  topic('agreement', /^\W*(ok(ay)?|sure|yes|yep|yeah|fine|agreed|done|no|nope|maybe|👍|✅)\W*$/iu, '', [
    '👍',
    'Good!',
    'Perfect',
  ]),
  topic('opinion', /\b(what do you think|thoughts|opinion|any ideas?|should (we|i))\b/i, '', [
    'Honest answer: I would try it with one practice first, and look over their shoulder.',
    'I like it. I would only start with the smaller half.',
    'Can I sleep on it? My first thought is yes.',
  ]),
  topic('when', /\bwhen\b/i, '', [
    'Today, if nothing comes in between.',
    'Tomorrow before lunch, I promise nothing after lunch.',
    'As soon as the review is through.',
  ]),
  topic('who', /\bwho\b/i, '', [
    'I would ask Aisha, and she would ask Tomás, so maybe ask both.',
    'Me, I think. I will have a look.',
  ]),
  topic('where', /\bwhere\b/i, '', [
    'In the wiki, second page. I will send you the link.',
    'On the shelf next to the big plant. Everything ends up there.',
  ]),
  topic('why', /\bwhy\b/i, '', [
    'History, mostly. I can look up how it came about.',
    'Because the other way was worse. We have tried it, there is a page about it.',
  ]),
  topic('how', /\bhow\b/i, '', [
    'Step by step, and with tea. Shall I show you?',
    'Easiest is side by side, are you free at two?',
  ]),
  topic('question', /\?\s*$/, '', [
    ...[
      'Yes, I think so. Let me check, and I will tell you for sure',
      'Good question. I would say yes',
      'Not sure! I will find out',
    ],
    ...['Probably. What speaks against it?', 'Let me look… yes, that should work'],
  ]),
]
