#!/usr/bin/env python3
"""Records what the real ip, bridge and tc say: `sudo ./record-console.py SCRIPT OUT.json`

The lab is that of `../console/record.mjs`, built from network namespaces; `test/console/recorded-tunnel-answers.test.ts`
asks the same lines again. gretap, matchall, flower, gact and sample were recorded on a user-mode Linux (package
user-mode-linux of Debian, modules and all), where VLAN filtering is there too.
"""
import json, os, re, subprocess, sys, time

PREFIX = 'lt%d-' % os.getpid()
MACHINES = ['host', 'vm1', 'sw0', 'ext']
PAIRS = [
    ('host', 'eth0', '02:00:00:00:aa:01', 'sw0', 'swp1', '02:00:00:00:5a:01'),
    ('host', 'tap1', '02:00:00:00:f0:01', 'vm1', 'eth0', '02:00:00:00:00:01'),
    ('sw0', 'swp2', '02:00:00:00:5a:02', 'ext', 'eth0', '02:00:00:00:ee:01'),
]


def ip(*words):
    subprocess.run(['ip', *words], check=True)


def build():
    for name in MACHINES:
        ip('netns', 'add', PREFIX + name)
        settings = ['net.ipv6.conf.%s.disable_ipv6=1' % scope for scope in ('all', 'default', 'lo')]
        settings += ['net.bridge.bridge-nf-call-%s=0' % tables for tables in ('iptables', 'ip6tables', 'arptables')]
        subprocess.run(['ip', 'netns', 'exec', PREFIX + name, 'sysctl', '-qw', *settings], stderr=subprocess.DEVNULL)
    for machine, name, mac, other, peer, peer_mac in PAIRS:
        ip('link', 'add', name, 'address', mac, 'netns', PREFIX + machine,
           'type', 'veth', 'peer', 'name', peer, 'address', peer_mac, 'netns', PREFIX + other)
    ip('-n', PREFIX + 'sw0', 'link', 'add', 'sw0', 'address', '02:00:00:00:5a:00', 'type', 'bridge', 'mcast_snooping', '0')
    for machine, device in [('sw0', 'swp1'), ('sw0', 'swp2')]:
        ip('-n', PREFIX + machine, 'link', 'set', device, 'master', 'sw0')
    for machine, device in [('sw0', 'swp1'), ('sw0', 'swp2'), ('sw0', 'sw0'), ('host', 'eth0'), ('host', 'tap1'), ('vm1', 'eth0'), ('ext', 'eth0')]:
        ip('-n', PREFIX + machine, 'link', 'set', device, 'up')
    time.sleep(1.2)


def real(line):
    """The line with the names that the namespaces really have."""
    named = re.sub(r'(?<=(?:s exec| netns) )(?:%s)\b' % '|'.join(MACHINES), lambda found: PREFIX + found.group(0), line)
    return re.sub(r'((?:-n|-netns) )(%s)\b' % '|'.join(MACHINES), lambda found: found.group(1) + PREFIX + found.group(2), named)


def ask(line):
    done = subprocess.run(['ip', 'netns', 'exec', PREFIX + 'host', 'sh', '-c', real(line)], capture_output=True, text=True)
    if re.search(r'\b(?:up|down)\b', line):
        time.sleep(1.3)
    elif re.search(r'\b(?:master|nomaster)\b', line):
        time.sleep(0.3)
    return {'run': line, 'status': done.returncode, 'stdout': done.stdout.replace(PREFIX, ''), 'stderr': done.stderr.replace(PREFIX, '')}


def said(*words):
    return subprocess.run(words, capture_output=True, text=True).stdout.strip()


def main():
    script, out = sys.argv[1:]
    try:
        build()
        with open(script) as opened:
            answers = [ask(line) for line in opened.read().split('\n') if line and not line.startswith('#')]
    finally:
        for name in MACHINES:
            subprocess.run(['ip', 'netns', 'del', PREFIX + name])
    head = json.dumps('%s, %s' % (said('uname', '-sr'), said('ip', '-V')))
    body = ',\n'.join('\t\t' + json.dumps(answer, separators=(',', ':'), ensure_ascii=False) for answer in answers)
    with open(out, 'w') as opened:
        opened.write('{\n\t"recordedFrom": %s,\n\t"answers": [\n%s\n\t]\n}\n' % (head, body))


main()
