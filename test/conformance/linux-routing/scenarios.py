"""What is recorded: nets, and what happens on them. `random_packets` makes packets by chance, some of them broken."""

import json
import random as chance

from packets import echo, frame, ipv4, udp

A = '52:54:00:00:00:01'
B = '52:54:00:00:00:02'
RA = '52:54:00:00:01:fe'
RB = '52:54:00:00:02:fe'
R12 = '52:54:00:00:12:01'
R21 = '52:54:00:00:12:02'
ONE = {
    'machines': {
        'a': {'eth0': [A, '10.0.1.1/24']},
        'r': {'eth0': [RA, '10.0.1.254/24'], 'eth1': [RB, '10.0.2.254/24']},
        'b': {'eth0': [B, '10.0.2.2/24']},
    },
    'links': {'ar': ['a/eth0', 'r/eth0'], 'rb': ['r/eth1', 'b/eth0']},
    'forwarding': ['r'],
    'routes': [['a', 'default', '10.0.1.254'], ['b', 'default', '10.0.2.254']],
}
TWO = {
    'machines': {
        'a': {'eth0': [A, '10.0.1.1/24']},
        'r1': {'eth0': [RA, '10.0.1.254/24'], 'eth1': [R12, '192.0.2.1/30']},
        'r2': {'eth1': [R21, '192.0.2.2/30'], 'eth0': [RB, '10.0.2.254/24']},
        'b': {'eth0': [B, '10.0.2.2/24']},
    },
    'links': {'ar': ['a/eth0', 'r1/eth0'], 'rr': ['r1/eth1', 'r2/eth1'], 'rb': ['r2/eth0', 'b/eth0']},
    'forwarding': ['r1', 'r2'],
    'routes': [
        ['a', 'default', '10.0.1.254'],
        ['b', 'default', '10.0.2.254'],
        ['r1', '10.0.2.0/24', '192.0.2.2'],
        ['r2', '10.0.1.0/24', '192.0.2.1'],
    ],
}


def net(base, **over):
    n = json.loads(json.dumps(base))
    n.update(over)
    return n


def mtu(n, **m):
    n = json.loads(json.dumps(n))
    n['mtu'] = {k.replace('_', '/'): v for k, v in m.items()}
    return n


def inj(*f, on='a', wait=0.3):
    return {'do': 'inject', 'on': on, 'frames': [x.hex() for x in f], 'wait': wait}


def fa(pkt, dst=RA, src=A):
    return frame(dst, src, pkt)


a, b = '10.0.1.1', '10.0.2.2'


def E(dst, n=56, **k):
    return fa(ipv4(a, dst, 1, echo(n), **k))


SCENARIOS = []


def add(*x, **k):
    SCENARIOS.append((x, k))


add('a ping through a router', ONE, [{'do': 'ping', 'on': 'a', 'to': b, 'count': 2}])
add('a ping through two routers', TWO, [{'do': 'ping', 'on': 'a', 'to': b, 'count': 1}])
add('the far address of the router', ONE, [{'do': 'ping', 'on': 'a', 'to': '10.0.2.254', 'count': 1}])
add('TTL 1', ONE, [inj(E(b, ttl=1))])
add('TTL 1 by ping', ONE, [{'do': 'ping', 'on': 'a', 'to': b, 'count': 2, 'options': ['-t', '1']}])
add('TTL 2 and two routers', TWO, [{'do': 'ping', 'on': 'a', 'to': b, 'count': 1, 'options': ['-t', '2']}])
add('a type of service in the message', ONE, [inj(E(b, ttl=1, tos=0xB9))])
add('a long packet is quoted in part', ONE, [inj(E(b, 1400, ttl=1))])
add('no route', ONE, [inj(E('172.16.0.1'))])
add('no route, by ping', ONE, [{'do': 'ping', 'on': 'a', 'to': '172.16.0.1', 'count': 2}])
add('no route goes before TTL', ONE, [inj(E('172.16.0.1', ttl=1))])
add('nobody has the address', ONE, [{'do': 'ping', 'on': 'a', 'to': '10.0.2.99', 'count': 2}], tail=3)
add(
    'the gateway is nobody',
    net(ONE, routes=[['a', 'default', '10.0.1.99'], ['b', 'default', '10.0.2.254']]),
    [{'do': 'ping', 'on': 'a', 'to': b, 'count': 1}],
    tail=1,
)
add('no forwarding', net(ONE, forwarding=[]), [inj(E(b))])
add(
    'a loop of routes',
    net(TWO, routes=[['a', 'default', '10.0.1.254'], ['r1', 'default', '192.0.2.2'], ['r2', 'default', '192.0.2.1']]),
    [inj(E('172.16.0.1', ttl=6))],
)
add('a UDP port where nobody listens', ONE, [inj(fa(ipv4(a, b, 17, udp(a, b, 40000, 9999, 12))))])
add('a UDP port of the router', ONE, [inj(fa(ipv4(a, '10.0.2.254', 17, udp(a, '10.0.2.254', 40000, 9999, 12))))])
add('a long datagram for nobody', ONE, [inj(fa(ipv4(a, b, 17, udp(a, b, 40000, 9999, 1200))))])
add(
    'a datagram to all on the subnet for nobody',
    ONE,
    [inj(frame('ff:ff:ff:ff:ff:ff', A, ipv4(a, '10.0.1.255', 17, udp(a, '10.0.1.255', 40000, 9999, 12))))],
)
add(
    'a datagram for a station in a frame to all',
    ONE,
    [inj(frame('ff:ff:ff:ff:ff:ff', A, ipv4(a, '10.0.1.254', 17, udp(a, '10.0.1.254', 40000, 9999, 12))))],
)
add('a packet for another station in a frame to all', ONE, [inj(frame('ff:ff:ff:ff:ff:ff', A, ipv4(a, b, 1, echo())))])
add('an unknown protocol', ONE, [inj(fa(ipv4(a, b, 99, b'12345678')))])
add('too long and not to be cut', mtu(ONE, r_eth1=1400, b_eth0=1400), [inj(E(b, 1472, df=True))])
add('too long and to be cut', mtu(ONE, r_eth1=1400, b_eth0=1400), [inj(E(b, 1472, ident=77))])
add('too long by ping', mtu(ONE, r_eth1=1400, b_eth0=1400), [{'do': 'ping', 'on': 'a', 'to': b, 'count': 2, 'options': ['-s', '1472']}])
add('too long goes after TTL', mtu(ONE, r_eth1=1400, b_eth0=1400), [inj(E(b, 1472, df=True, ttl=1))])
add(
    'ten with TTL 1 at once',
    ONE,
    [{'do': 'ping', 'on': 'a', 'to': b, 'count': 1}, inj(*[fa(ipv4(a, b, 1, echo(seq=i + 1), ttl=1)) for i in range(10)])],
)
add(
    'ten without route at once',
    ONE,
    [{'do': 'ping', 'on': 'a', 'to': b, 'count': 1}, inj(*[fa(ipv4(a, '172.16.0.1', 1, echo(seq=i + 1))) for i in range(10)])],
)
add(
    'ten too long at once',
    mtu(ONE, r_eth1=600, b_eth0=600),
    [{'do': 'ping', 'on': 'a', 'to': b, 'count': 1}, inj(*[fa(ipv4(a, b, 1, echo(620, seq=i + 1), df=True)) for i in range(10)])],
)
add('no error about an error', ONE, [inj(fa(ipv4(a, b, 1, echo(36, typ=3, code=1, rest=b'\0\0\0\0'), ttl=1)))])
add('an error about a reply', ONE, [inj(fa(ipv4(a, b, 1, echo(typ=0), ttl=1)))])
add('no error about a later piece', ONE, [inj(fa(ipv4(a, b, 1, bytes(64), ttl=1, off=8)))])
add('an error about the first piece', ONE, [inj(fa(ipv4(a, b, 1, echo(56), ttl=1, mf=True)))])
add('a source that is the router itself', ONE, [inj(fa(ipv4('10.0.2.254', b, 1, echo())))])
add(
    'sources that nobody has',
    ONE,
    [
        inj(
            fa(ipv4('127.0.0.1', b, 1, echo())),
            fa(ipv4('0.0.0.0', b, 1, echo())),
            fa(ipv4('224.0.0.1', b, 1, echo())),
            fa(ipv4('255.255.255.255', b, 1, echo())),
        )
    ],
)
add(
    'a destination that is no station',
    ONE,
    [inj(fa(ipv4(a, '127.0.0.1', 1, echo())), fa(ipv4(a, '0.0.0.0', 1, echo())), fa(ipv4(a, '224.0.0.5', 1, echo())))],
)
add('to all on a far subnet', ONE, [inj(E('10.0.2.255'))])
add('a foreign source is answered by its route', ONE, [inj(fa(ipv4('172.16.0.9', b, 1, echo(), ttl=1)))])
add(
    'back by the same device',
    net(ONE, routes=[['a', 'default', '10.0.1.254'], ['b', 'default', '10.0.2.254'], ['r', '172.16.0.0/16', '10.0.1.1']]),
    [inj(E('172.16.0.1', ttl=3))],
)


def bad(b, i):
    b = bytearray(b)
    b[i] ^= 0x55
    return bytes(b)


def random_packets(seed, count):
    R = chance.Random(seed)
    out = []
    srcs = []
    for i in range(count):
        s = f'10.0.1.{10+i}'
        srcs.append(s)
        dst = R.choices(
            [
                '10.0.2.2',
                '10.0.2.254',
                '10.0.1.254',
                '172.16.0.1',
                '10.0.2.255',
                '10.0.1.255',
                '255.255.255.255',
                '224.0.0.1',
                '10.0.2.77',
                '127.0.0.1',
                '0.0.0.0',
                '240.0.0.1',
                '10.0.1.1',
            ],
            [10, 3, 4, 4, 1, 2, 2, 1, 0, 1, 1, 1, 0],
        )[0]
        ttl = R.choice([0, 1, 1, 2, 3, 64, 64, 255])
        tos = R.choice([0, 0, 0x10, 0xB8, 0xFF, 2])
        df = R.random() < 0.4
        n = R.choice([0, 8, 20, 56, 560, 572, 573, 590])
        kind = R.choices(
            ['echo', 'reply', 'err', 'exceeded', 'udp', 'udpbad', 'icmpbad', 'proto', 'short', 'igmp', 'trunc'],
            [6, 2, 2, 1, 6, 1, 1, 3, 1, 1, 1],
        )[0]
        if kind == 'echo':
            proto, pl = 1, echo(n, seq=i)
        elif kind == 'reply':
            proto, pl = 1, echo(n, seq=i, typ=0)
        elif kind == 'err':
            proto, pl = 1, echo(max(n, 28), typ=3, code=R.choice([0, 1, 3, 9]), rest=b'\0\0\0\0')
        elif kind == 'exceeded':
            proto, pl = 1, echo(max(n, 28), typ=11, rest=b'\0\0\0\0')
        elif kind == 'udp':
            proto, pl = 17, udp(s, dst, 40000 + i, 9999, n)
        elif kind == 'udpbad':
            proto, pl = 17, bad(udp(s, dst, 40000 + i, 9999, n), 6)
        elif kind == 'icmpbad':
            proto, pl = 1, bad(echo(n, seq=i), 3)
        elif kind == 'proto':
            proto, pl = R.choice([50, 99, 253]), bytes(n)
        elif kind == 'short':
            proto, pl = R.choice([1, 17]), bytes(4)
        elif kind == 'igmp':
            proto, pl = 2, bytes(8)
        else:
            proto, pl = 17, udp(s, dst, 40000 + i, 9999, n)[:-1] if n else udp(s, dst, 40000 + i, 9999, n)
        frag = R.random()
        off, mf = (0, False) if frag < 0.88 else R.choice([(0, True), (4, False), (4, True)])
        if off or mf:
            pl = (pl + bytes(8))[: max(8, len(pl) // 8 * 8)]
        src = s if R.random() < 0.9 else R.choice(['10.0.1.254', '10.0.2.254', '127.0.0.1', '0.0.0.0', '224.0.0.9', '255.255.255.255'])
        p = ipv4(src, dst, proto, pl, ttl=ttl, tos=tos, df=df, ident=1000 + i, off=off, mf=mf)
        if R.random() < 0.06:
            p = R.choice([bad(p, 10), bytes([0x55]) + p[1:], p[: len(p) - 1], p[:15], bytes([0x44]) + p[1:]])
        if R.random() < 0.15:
            p = p + bytes(R.choice([1, 6, 40]))
        ldst = R.choices([RA, 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01', '52:54:00:00:99:99'], [16, 2, 1, 1])[0]
        out.append(frame(ldst, A, p))
    n = mtu(ONE, r_eth1=600, b_eth0=600)
    n['neighbours'] = [['r', s, A, 'eth0'] for s in srcs] + [
        ['r', '10.0.2.2', B, 'eth1'],
        ['b', '10.0.2.254', RB, 'eth0'],
        ['a', '10.0.1.254', RA, 'eth0'],
        ['r', '10.0.1.1', A, 'eth0'],
    ]
    return n, out
