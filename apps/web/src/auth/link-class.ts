export const linkClass = 'font-medium text-accent-text hover:underline'
