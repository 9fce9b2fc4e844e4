import { euros, products } from '../shop/products.ts'

export default function Home() {
  return (
    <main>
      <h1>Tea with a temper.</h1>
      <ul className="shelf">
        {products.map(({ id, name, note, price, colour }) => (
          <li key={id} className="card">
            <div className="tin" style={{ background: colour }} aria-hidden />
            <h2>{name}</h2>
            <p>{note}</p>
            <div className="flex">
              <b>{euros(price)}</b>
              <button type="button">Into the cart</button>
            </div>
          </li>
        ))}
      </ul>
    </main>
  )
}
