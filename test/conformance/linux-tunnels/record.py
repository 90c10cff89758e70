#!/usr/bin/env python3
"""Records what Linux does with tunnels and tc: `sudo ./record.py OUT.json SCENARIO.json...`

A scenario is a lab (NICs and the virtual links between them), lines to set it up, and steps: a frame, a
line, a wait. This builds the lab from network namespaces, takes the steps, and writes which device received
which frame and what the lines printed. Each scenario runs twice; it is kept when both runs agree.
Needs Linux with vxlan (for some scenarios gretap, clsact, matchall, flower, mirred, gact, 8021q), root, iproute2 6.1.
"""
import ctypes, json, os, re, select, socket, subprocess, sys, time, zlib

LIBC = ctypes.CDLL(None, use_errno=True)
SOL_PACKET, PACKET_AUXDATA = 263, 8
TYPES = ['host', 'broadcast', 'multicast', 'otherhost']
PREFIX = 'lt%d-' % os.getpid()
#: Seconds without a frame after which a step is over.
QUIET = float(os.environ.get('QUIET', '0.04'))
#: More frames than this from one step are a storm, which no two runs have alike.
STORM = 500
SLOW = float(os.environ.get('SLOW', '1'))


class Storm(Exception):
    pass


def ip(*words):
    subprocess.run(['ip', *words], check=True, stdout=subprocess.DEVNULL)


def enter(machine):
    fd = os.open('/run/netns/' + PREFIX + machine, os.O_RDONLY)
    if LIBC.setns(fd, 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), 'setns')
    os.close(fd)


def run(machine, line):
    done = subprocess.run(['ip', 'netns', 'exec', PREFIX + machine, 'sh', '-c', line], capture_output=True, text=True)
    return {'status': done.returncode, 'stdout': done.stdout, 'stderr': done.stderr}


class Bench:
    def __init__(self, scenario):
        self.scenario = scenario
        self.machines = [machine['name'] for machine in scenario['lab']['machines']]
        self.own = os.open('/proc/self/ns/net', os.O_RDONLY)
        self.sockets = {}

    def build(self):
        for name in self.machines:
            ip('netns', 'add', PREFIX + name)
            settings = ['net.ipv6.conf.%s.disable_ipv6=1' % scope for scope in ('all', 'default', 'lo')]
            # br_netfilter, where the kernel has it, cuts what is too long for a port of a bridge.
            settings += ['net.bridge.bridge-nf-call-%s=0' % tables for tables in ('iptables', 'ip6tables', 'arptables')]
            subprocess.run(['ip', 'netns', 'exec', PREFIX + name, 'sysctl', '-qw', *settings], stderr=subprocess.DEVNULL)
        nics = {(machine['name'], device['name']): device for machine in self.scenario['lab']['machines'] for device in machine['devices']}
        for link in self.scenario['lab']['links']:
            words = []
            for index, end in enumerate(link['ends']):
                machine, name = end.split('/')
                words += ['peer'] if index else []
                words += ['name', name, 'address', nics[machine, name]['mac'], 'netns', PREFIX + machine]
                if not index:
                    words += ['type', 'veth']
            ip('link', 'add', *words)
        for (machine, name), device in nics.items():
            ip('-n', PREFIX + machine, 'link', 'set', name, 'up')
            for address in device.get('addresses', []):
                ip('-n', PREFIX + machine, 'address', 'add', address, 'dev', name)
        time.sleep(0.3 * SLOW)

    def watch(self):
        for machine in self.machines:
            enter(machine)
            for name in self.devices():
                heard = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
                heard.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
                heard.bind((name, 3))
                heard.setblocking(False)
                self.sockets[machine + '/' + name] = heard
            LIBC.setns(self.own, 0)

    def devices(self):
        with open('/proc/net/dev') as file:
            names = [line.split(':')[0].strip() for line in file if ':' in line]
        return [name for name in names if name not in ('lo', 'gre0', 'gretap0', 'erspan0')]

    def send(self, path, frame):
        self.sockets[path].send(frame)

    def collect(self):
        heard = []
        by_number = {each.fileno(): name for name, each in self.sockets.items()}
        poll = select.poll()
        for number in by_number:
            poll.register(number, select.POLLIN)
        while True:
            ready = poll.poll(QUIET * 1000)
            if not ready:
                return sorted(heard)
            for number, _ in ready:
                name = by_number[number]
                try:
                    data, ancillary, _, address = self.sockets[name].recvmsg(70000, 256)
                except OSError:
                    # The device went down.
                    continue
                if address[2] < 4 and not is_complaint(tagged(data, ancillary)):
                    heard.append('%s %s %s' % (name, TYPES[address[2]], text_of(tagged(data, ancillary))))
            if len(heard) > STORM:
                raise Storm

    def destroy(self):
        for each in self.sockets.values():
            each.close()
        for name in self.machines:
            subprocess.run(['ip', 'netns', 'del', PREFIX + name])


def tagged(data, ancillary):
    """The frame with the tag that the kernel keeps beside it."""
    for level, kind, value in ancillary:
        if level == SOL_PACKET and kind == PACKET_AUXDATA:
            status = int.from_bytes(value[0:4], 'little')
            if status & 0x10:
                tci = int.from_bytes(value[16:18], 'little')
                tpid = int.from_bytes(value[18:20], 'little') if status & 0x40 else 0x8100
                return data[:12] + tpid.to_bytes(2, 'big') + tci.to_bytes(2, 'big') + data[12:]
    return data


def is_complaint(frame):
    """"Nobody listens here": the engine's stack does not say so, and the kernel only as often as it likes."""
    return frame[12:14] == b'\x08\x00' and frame[23] == 1 and frame[34] == 3 and frame[35] in (2, 3)


def text_of(frame):
    """Hexadecimal, without what is chance: IPv4 identification, source port and checksum of a tunnel's datagram, inner congestion bits."""
    octets = bytearray(frame)
    at = 12
    while int.from_bytes(octets[at:at + 2], 'big') in (0x8100, 0x88a8):
        at += 4
    if octets[at:at + 2] == b'\x08\x00' and len(octets) >= at + 22:
        header = at + 2
        octets[header + 4:header + 6] = b'\0\0'
        octets[header + 10:header + 12] = b'\0\0'
        below = header + (octets[header] & 15) * 4
        is_first = int.from_bytes(octets[header + 6:header + 8], 'big') & 0x1fff == 0
        if octets[header + 9] == 17 and is_first and int.from_bytes(octets[below + 2:below + 4], 'big') in (4789, 8472):
            octets[below:below + 2] = b'\0\0'
            # Whether there is a checksum, not which.
            octets[below + 6:below + 8] = b'\xff\xff' if octets[below + 6:below + 8] != b'\0\0' else b'\0\0'
            without_congestion(octets, below + 16)
        elif octets[header + 9] == 47 and is_first and len(octets) > below + 4:
            if octets[below] & 0x80:
                # Computed by the NIC, so not there yet.
                octets[below + 4:below + 6] = b'\xff\xff'
            without_congestion(octets, below + 4 + ((octets[below] & 0x80) >> 5) + ((octets[below] & 0x20) >> 3))
    if len(octets) <= 160:
        return octets.hex()
    return '%s…%d:%08x' % (octets[:96].hex(), len(octets), zlib.crc32(bytes(octets)))


def without_congestion(octets, inner):
    """A tunnel that receives writes the congestion bits into octets that the socket has not read yet."""
    if len(octets) >= inner + 34 and octets[inner + 12:inner + 14] == b'\x86\xdd':
        octets[inner + 15] &= 0xcf
    if len(octets) >= inner + 34 and octets[inner + 12:inner + 14] == b'\x08\x00':
        octets[inner + 15] &= 0xfc
        octets[inner + 24:inner + 26] = b'\0\0'


def play(scenario):
    bench = Bench(scenario)
    answers = {'setup': [], 'steps': []}
    try:
        bench.build()
        for line in scenario['setup']:
            answers['setup'].append(run(line['on'], line.get('real', line['run'])))
        time.sleep(1.3 * SLOW)
        bench.watch()
        bench.collect()
        for step in scenario['steps']:
            answer = {}
            if 'frame' in step:
                try:
                    bench.send(step['from'], bytes.fromhex(step['frame']))
                except OSError as error:
                    answer['refused'] = os.strerror(error.errno)
            elif 'run' in step:
                answer = run(step['on'], step.get('real', step['run']))
                if re.search(r'\b(?:up|down|master|nomaster)\b', step['run']):
                    time.sleep(1.3 * SLOW)
            else:
                time.sleep(step['wait'])
            answers['steps'].append({**answer, 'received': bench.collect()})
    finally:
        bench.destroy()
    return answers


def masked(answers):
    text = json.dumps(answers).replace(PREFIX, '')
    text = re.sub(r'used \d+/\d+', 'used T', text)
    text = re.sub(r'(installed|used) \d+ sec', r'\1 T sec', text)
    return json.loads(re.sub(r'(timer +)\d+\.\d\d', r'\1T', text))


def main():
    out, *files = sys.argv[1:]
    release = subprocess.run(['uname', '-sr'], capture_output=True, text=True).stdout.strip()
    kept = []
    for file in files:
        with open(file) as opened:
            scenarios = json.load(opened)
        for scenario in scenarios if isinstance(scenarios, list) else [scenarios]:
            try:
                first, second = masked(play(scenario)), masked(play(scenario))
            except Storm:
                print('storm: %s' % scenario['name'], file=sys.stderr)
                continue
            if first == second:
                kept.append({'name': scenario['name'], 'about': scenario['about'], 'recordedFrom': release, **scenario, 'expect': first})
            else:
                print('runs differ: %s' % scenario['name'], file=sys.stderr)
                for a, b in zip(first['steps'], second['steps']):
                    if a != b:
                        print(' ', json.dumps(a)[:400], '\n ', json.dumps(b)[:400], file=sys.stderr)
                        break
            with open(out, 'w') as opened:
                json.dump(kept, opened)


main()
