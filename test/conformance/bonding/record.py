#!/usr/bin/python3
"""Records scenarios of bonds on a Linux kernel. Runs as init of User Mode Linux: see README.md.

usage: record.py OUT [NAME]

Each scenario of scenarios.py whose name contains NAME becomes a file in the folder OUT.

A scenario has two namespaces, a and b, joined by virtual pairs a/ethN - b/ethN. Its steps run at given times,
in seconds; what is printed, what leaves each ethN, and what each bond receives is written down.
"""
import ctypes
import json
import os
import select
import socket
import subprocess
import sys
import time

from scenarios import SCENARIOS

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)
ETH_P_ALL = 3
OUTGOING = 4


def run(line, namespace=None):
    words = ['ip', 'netns', 'exec', namespace] if namespace else []
    done = subprocess.run(words + ['sh', '-c', line], capture_output=True, text=True)
    return done


def enter(path):
    handle = os.open(path, os.O_RDONLY)
    if LIBC.setns(handle, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), 'setns')
    os.close(handle)


def packet_socket(namespace, device):
    enter(f'/run/netns/{namespace}')
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    one.setsockopt(263, 8, 1)  # PACKET_AUXDATA
    one.setblocking(False)
    one.bind((device, ETH_P_ALL))
    enter('/proc/1/ns/net')
    return one


def read_frame(one):
    """The frame with its tag, which the kernel keeps beside it."""
    data, extra, _, address = one.recvmsg(65536, 256)
    for level, kind, value in extra:
        if level == 263 and kind == 8:
            status = int.from_bytes(value[0:4], sys.byteorder)
            tci = int.from_bytes(value[16:18], sys.byteorder)
            tpid = int.from_bytes(value[18:20], sys.byteorder)
            if status & 0x10:
                data = data[:12] + tpid.to_bytes(2, 'big') + tci.to_bytes(2, 'big') + data[12:]
    return data, address[2]


def record(scenario):
    for namespace in 'ab':
        run(f'ip netns add {namespace}')
    count = scenario.get('links', 2)
    for index in range(count):
        run(
            f'ip link add eth{index} netns a address 02:00:00:00:01:0{index} type veth '
            f'peer name eth{index} netns b address 02:00:00:00:02:0{index}'
        )
    sockets = {}
    events = []
    start = time.time()

    def listen():
        """Also to bonds that were made meanwhile."""
        for namespace in 'ab':
            enter(f'/run/netns/{namespace}')
            there = {name for _, name in socket.if_nameindex()}
            enter('/proc/1/ns/net')
            for name in [f'eth{index}' for index in range(count)] + ['bond0']:
                if name in there and (namespace, name) not in sockets:
                    sockets[(namespace, name)] = packet_socket(namespace, name)
                if name not in there:
                    sockets.pop((namespace, name), None)

    def drain():
        for (namespace, name), one in sockets.items():
            while True:
                try:
                    data, kind = read_frame(one)
                except (BlockingIOError, OSError):
                    break
                is_bond = name == 'bond0'
                if is_bond == (kind == OUTGOING):
                    continue
                events.append(
                    {
                        't': round(time.time() - start, 4),
                        'received' if is_bond else 'sent': f'{namespace}/{name}',
                        'hex': data.hex(),
                    }
                )

    def wait(until):
        while True:
            drain()
            left = start + until - time.time()
            if left <= 0:
                return
            select.select(list(sockets.values()), [], [], left)

    listen()
    for step in scenario['steps']:
        wait(step['t'])
        if 'run' in step:
            done = run(step['run'], step['on'])
            events.append(
                {
                    't': step['t'],
                    'on': step['on'],
                    'run': step['run'],
                    'stdout': done.stdout,
                    'stderr': done.stderr,
                    'status': done.returncode,
                }
            )
            listen()
        else:
            namespace, name = step['send'].split('/')
            enter(f'/run/netns/{namespace}')
            one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            try:
                one.bind((name, 0))
                one.send(bytes.fromhex(step['hex']))
            except OSError as error:
                events.append({'t': step['t'], 'send': step['send'], 'hex': step['hex'], 'error': os.strerror(error.errno)})
            else:
                events.append({'t': step['t'], 'send': step['send'], 'hex': step['hex']})
            one.close()
            enter('/proc/1/ns/net')
        drain()
    wait(scenario['until'])
    for one in sockets.values():
        one.close()
    for namespace in 'ab':
        run(f'ip netns exec {namespace} ip link del bond0')
        run(f'ip netns del {namespace}')
    return events


def pack(scenario, events):
    """Lines that are printed stand once, frames without the zeros at their end."""
    lines = []
    known = {}
    packed = []
    for event in events:
        event = dict(event)
        if 'stdout' in event:
            printed = event['stdout'].split('\n')
            for line in printed:
                if line not in known:
                    known[line] = len(lines)
                    lines.append(line)
            event['stdout'] = [known[line] for line in printed]
        if 'hex' in event:
            octets = bytes.fromhex(event['hex'])
            event['octets'] = len(octets)
            event['hex'] = octets.rstrip(b'\0').hex()
        packed.append(event)
    return {'name': scenario['name'], 'links': scenario['links'], 'until': scenario['until'], 'lines': lines, 'events': packed}


def write(file, done):
    """One line of the file for each line that is printed and each event."""
    file.write('{\n')
    for number, (key, value) in enumerate(done.items()):
        if isinstance(value, list):
            text = '[\n' + ',\n'.join('\t\t' + json.dumps(one, ensure_ascii=False) for one in value) + '\n\t]'
        else:
            text = json.dumps(value, ensure_ascii=False)
        comma = ',' if number < len(done) - 1 else ''
        file.write(f'\t{json.dumps(key)}: {text}{comma}\n')
    file.write('}\n')


def main():
    out, wanted = (sys.argv[1:] + [''])[:2]
    for number, scenario in enumerate(SCENARIOS):
        if wanted not in scenario['name']:
            continue
        events = record(scenario)
        with open(f'{out}/{number:02}.json', 'w') as file:
            write(file, {'kernel': os.uname().release, **pack(scenario, events)})
        print(scenario['name'], len(events), flush=True)


main()
