import Link from 'next/link'
import { euros, products } from '../../shop/products.ts'

/** A cart as a shop has one. This shop sells nothing, so it always holds the same. */
export default function Cart() {
  const rows = products.slice(0, 2)
  return (
    <main>
      <h1>Your cart</h1>
      <table className="cart">
        <tbody>
          {rows.map(({ id, name, price }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>1</td>
              <td>{euros(price)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">Together</th>
            <td />
            <td>
              <b>{euros(rows.reduce((sum, { price }) => sum + price, 0))}</b>
            </td>
          </tr>
        </tbody>
      </table>
      <p>
        Something unclear? <Link href="/support">Ask us.</Link>
      </p>
    </main>
  )
}
