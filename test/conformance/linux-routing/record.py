#!/usr/bin/env python3
"""Records what Linux does as host and router: `sudo python3 record.py routing > routing.json`, `sudo python3 record.py random > random.json`.

Machines are network namespaces joined by veth pairs, without IPv6 and without redirects. Frames go in and are seen by packet
sockets. Needs iproute2 and iputils-ping. A recording has the net, the steps (frames put on the wire, pings), and what crossed each link.
"""

import ctypes
import json
import os
import socket
import subprocess
import sys
import time

from scenarios import SCENARIOS, random_packets

P = f'lab{os.getpid()}-'


def sh(c, check=True):
    return subprocess.run(c, shell=True, check=check, capture_output=True, text=True)


LIBC = ctypes.CDLL(None)


def inns(ns, f):
    cur = os.open('/proc/self/ns/net', os.O_RDONLY)
    fd = os.open(f'/run/netns/{P}{ns}', os.O_RDONLY)
    LIBC.setns(fd, 0x40000000)
    os.close(fd)
    try:
        return f()
    finally:
        LIBC.setns(cur, 0x40000000)
        os.close(cur)


def packet(ns, dev, proto=3):
    def f():
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(proto))
        s.bind((dev, proto))
        return s

    return inns(ns, f)


def up(n):
    for m in n['machines']:
        sh(f'ip netns del {P}{m}', False)
        sh(f'ip netns add {P}{m}')
        sh(
            f'ip netns exec {P}{m} sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0'
        )
        sh(f'ip -n {P}{m} link set lo up')
    for l, (x, y) in n['links'].items():
        sh(f'ip link add {P}{l}0 type veth peer name {P}{l}1')
        for i, e in enumerate((x, y)):
            m, d = e.split('/')
            hw, ad = n['machines'][m][d]
            sh(f'ip link set {P}{l}{i} netns {P}{m} name {d} address {hw}')
            if e in n.get('mtu', {}):
                sh(f'ip -n {P}{m} link set {d} mtu {n["mtu"][e]}')
            sh(f'ip -n {P}{m} addr add {ad} dev {d}')
            sh(f'ip -n {P}{m} link set {d} up')
    for m in n['forwarding']:
        sh(f'ip netns exec {P}{m} sysctl -qw net.ipv4.ip_forward=1')
    for m, to, via in n['routes']:
        sh(f'ip -n {P}{m} route add {to} via {via}')
    for m, ad, hw, d in n.get('neighbours', []):
        sh(f'ip -n {P}{m} neigh add {ad} lladdr {hw} dev {d}')
    time.sleep(0.3)


def down(n):
    for m in n['machines']:
        sh(f'ip netns del {P}{m}', False)


def record(name, n, steps, tail=0.4):
    up(n)
    taps = {l: packet(*e[1].split('/')) for l, e in n['links'].items()}
    for s in taps.values():
        s.setblocking(False)
    outs = []
    frames = {l: [] for l in taps}
    macs = {v[0]: m for m, d in n['machines'].items() for v in d.values()}

    def drain():
        for l, s in taps.items():
            while True:
                try:
                    b = s.recv(65535)
                except BlockingIOError:
                    break
                frames[l].append({'from': macs.get(b[6:12].hex(':'), '?'), 'hex': b.hex()})

    def wait(t):
        end = time.time() + t
        while time.time() < end:
            drain()
            time.sleep(0.01)

    for s in steps:
        if s['do'] == 'inject':
            k = packet(s['on'], 'eth0', 0)
            for h in s['frames']:
                k.send(bytes.fromhex(h))
            k.close()
            wait(s.get('wait', 0.3))
        elif s['do'] == 'ping':
            p = subprocess.Popen(
                ['ip', 'netns', 'exec', P + s['on'], 'ping', '-c', str(s['count'])] + s.get('options', []) + [s['to']],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            while p.poll() is None:
                wait(0.05)
            outs.append(p.stdout.read())
            wait(0.1)
        elif s['do'] == 'wait':
            wait(s['seconds'])
    wait(tail)
    for s in taps.values():
        s.close()
    down(n)
    return {'name': name, 'net': n, 'steps': steps, 'frames': frames, 'outputs': outs}


def main(which):
    if which == 'random':
        scenarios = []
        for seed in (10, 11):
            net_, frames_ = random_packets(seed, 60)
            steps = [{'do': 'inject', 'on': 'a', 'frames': [x.hex()], 'wait': 0.04} for x in frames_]
            scenarios.append(record(f'sixty packets by chance, {seed}', net_, steps))
    else:
        scenarios = [record(*what, **options) for what, options in SCENARIOS]
    json.dump({'recordedFrom': f'Linux {os.uname().release}', 'scenarios': scenarios}, sys.stdout)


if __name__ == '__main__':
    main(sys.argv[1] if len(sys.argv) > 1 else 'routing')
