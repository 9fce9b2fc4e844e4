export type Product = { id: string; name: string; note: string; price: number; colour: string }

export const products: readonly Product[] = [
  { id: 'plum', name: 'Plum & Smoke', note: 'Lapsang, dried plum, a little salt', price: 14, colour: '#7b2d5b' },
  {
    id: 'harbour',
    name: 'Harbour Fog',
    note: 'Earl Grey with lavender, for slow mornings',
    price: 12,
    colour: '#6f7fb8',
  },
  { id: 'moss', name: 'Moss', note: 'First flush sencha, steamed deep', price: 18, colour: '#5d8a4e' },
  { id: 'ember', name: 'Ember', note: 'Rooibos, orange peel, cardamom', price: 11, colour: '#d2691e' },
]

export const euros = (amount: number) => `€ ${amount.toFixed(2)}`
