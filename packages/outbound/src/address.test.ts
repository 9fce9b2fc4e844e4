import { describe, expect, it } from 'vitest'
import { isPublicAddress } from './address.ts'

const refused = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'no address at all': [
    '0.0.0.0',
    '0.1.2.3',
    '::',
    'localhost',
    '',
    '1.2.3',
    '127.1',
    '0x7f.1',
    '2130706433',
    '1.2.3.4.5',
  ],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd00:ec2::254', 'fec0::1'],
  'link-local, and with it the metadata of clouds': ['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0'],
  'the metadata of clouds elsewhere': ['100.100.100.200', '192.0.0.192', '168.63.129.16'],
  'shared by customers of a provider': ['100.64.0.1', '100.127.255.255'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
  'reserved, for documents, for benchmarks': [
    '240.0.0.1',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '2001:db8::1',
  ],
  'IPv4 inside IPv6, public or not': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:93.184.215.14',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
  ],
  'not given out': ['4000::1', '100::1', '5f00::1'],
}

describe('an address is not public', () => {
  it.each(Object.entries(refused))('when it is of: %s', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([])
  })
})

it('an address of the open internet is public', () => {
  const open = ['1.1.1.1', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001::200e']
  expect(open.filter((address) => !isPublicAddress(address))).toEqual([])
})
