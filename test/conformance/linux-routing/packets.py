"""Octets of packets and frames, sound or not."""

import socket
import struct


def csum(b):
    if len(b) % 2:
        b += b'\0'
    s = sum(struct.unpack('!%dH' % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xFFFF) + (s >> 16)
    return ~s & 0xFFFF


def ip(a):
    return socket.inet_aton(a)


def ipv4(src, dst, proto, payload, ttl=64, tos=0, df=False, ident=1, off=0, mf=False):
    h = struct.pack(
        '!BBHHHBBH4s4s',
        0x45,
        tos,
        20 + len(payload),
        ident,
        (0x4000 if df else 0) | (0x2000 if mf else 0) | off,
        ttl,
        proto,
        0,
        ip(src),
        ip(dst),
    )
    return h[:10] + struct.pack('!H', csum(h)) + h[12:] + payload


def echo(n=56, ident=0x1234, seq=1, typ=8, code=0, rest=None):
    body = bytes(i & 255 for i in range(n))
    r = struct.pack('!HH', ident, seq) if rest is None else rest
    m = struct.pack('!BBH', typ, code, 0) + r + body
    return m[:2] + struct.pack('!H', csum(m)) + m[4:]


def udp(src, dst, sp, dp, n):
    body = bytes(i & 255 for i in range(n))
    l = 8 + n
    ph = ip(src) + ip(dst) + struct.pack('!BBH', 0, 17, l)
    d = struct.pack('!HHHH', sp, dp, l, 0) + body
    return struct.pack('!HHHH', sp, dp, l, csum(ph + d) or 0xFFFF) + body


def mac(m):
    return bytes.fromhex(m.replace(':', ''))


def frame(dst, src, pkt):
    return mac(dst) + mac(src) + b'\x08\x00' + pkt
