"""What is recorded: two hosts, a and b, with eth0, eth1 and eth2 each, joined one to one."""

import math
import random

REPORT = 'cat /proc/net/bonding/bond0'
LINKS = 'ip -d link show'


def mac(text):
    return bytes.fromhex(text.replace(':', ''))


def frame(dst='02:00:00:00:02:99', src='02:00:00:00:01:00', kind=0x88B5, payload=bytes(46)):
    return (mac(dst) + mac(src) + kind.to_bytes(2, 'big') + payload).hex()


def ipv4(protocol, inner, src=(10, 0, 0, 1), dst=(10, 0, 0, 2), fragment=0):
    head = bytes([0x45, 0]) + (20 + len(inner)).to_bytes(2, 'big') + bytes(2) + fragment.to_bytes(2, 'big')
    return head + bytes([64, protocol, 0, 0]) + bytes(src) + bytes(dst) + inner


def ports(source, destination, length=20):
    return source.to_bytes(2, 'big') + destination.to_bytes(2, 'big') + bytes(length - 4)


def ipv6(next_header, inner, last=2):
    address = bytes([0x20, 1, 0x0D, 0xB8] + [0] * 11)
    head = bytes([0x60, 0, 0, 0]) + len(inner).to_bytes(2, 'big') + bytes([next_header, 64])
    return head + address + bytes([1]) + address + bytes([last]) + inner


def variety():
    """Frames that hashes tell apart."""
    frames = []
    for last in range(6):
        frames.append(frame(dst=f'02:00:00:00:02:{last:02x}'))
        frames.append(frame(dst=f'02:00:00:00:02:{last:02x}', src='02:11:22:33:44:55'))
        frames.append(frame(kind=0x0800, payload=ipv4(17, ports(1000, 53), dst=(10, 0, 7, last))))
        frames.append(frame(kind=0x0800, payload=ipv4(6, ports(1000 + last, 80))))
        frames.append(frame(kind=0x0800, payload=ipv4(6, ports(40000 + 2 * last, 443), src=(192, 168, 3, 4 + last))))
        frames.append(frame(kind=0x0800, payload=ipv4(1, bytes([8, 0, 0, 0]) + (700 + last).to_bytes(2, 'big') + bytes(34))))
        frames.append(frame(kind=0x86DD, payload=ipv6(17, ports(5000 + last, 53), last=2 + last)))
    inner = ipv4(6, ports(1003, 80))
    for fragment in (0x2000, 0x0001, 0x4000):
        frames.append(frame(kind=0x0800, payload=ipv4(6, ports(1003, 80), fragment=fragment)))
    frames.append(frame(kind=0x0800, payload=ipv4(1, bytes([3, 1, 0, 0, 0, 0, 0, 0]) + inner, src=(10, 0, 0, 9), dst=(10, 0, 0, 1))))
    frames.append(frame(kind=0x0800, payload=ipv4(1, bytes([5, 1, 0, 0, 0, 0, 0, 0]) + inner, src=(10, 0, 0, 9), dst=(10, 0, 0, 1))))
    frames.append(frame(kind=0x0800, payload=ipv4(1, bytes([13, 0, 0, 0, 0, 0, 0, 3]) + bytes(12))))
    frames.append(frame(kind=0x0800, payload=ipv4(50, bytes([1, 2, 3, 4, 0, 0, 0, 1]) + bytes(20))))
    frames.append(frame(kind=0x0800, payload=ipv4(51, bytes([6, 4, 0, 0, 9, 8, 7, 6, 0, 0, 0, 1]) + bytes(20))))
    frames.append(frame(kind=0x0800, payload=ipv4(132, ports(7, 9))))
    frames.append(frame(kind=0x0800, payload=ipv4(47, bytes(24))))
    frames.append(frame(kind=0x86DD, payload=ipv6(58, bytes([128, 0, 0, 0, 1, 2, 0, 1]) + bytes(8))))
    frames.append(frame(kind=0x86DD, payload=ipv6(58, bytes([1, 0, 0, 0, 0, 0, 0, 0]) + ipv6(17, ports(5000, 53)))))
    frames.append(frame(dst='ff:ff:ff:ff:ff:ff', kind=0x0806, payload=bytes(28)))
    return frames


class Scenario:
    def __init__(self, name, until, links=3):
        self.name, self.until, self.links, self.steps = name, until, links, []

    def at(self, t, on, *lines):
        for line in lines:
            self.steps.append({'t': t, 'on': on, 'run': line})
        return self

    def send(self, t, path, *frames):
        for one in frames:
            self.steps.append({'t': t, 'send': path, 'hex': one})
        return self

    def bond(self, t, on, options, slaves=(0, 1)):
        self.at(t, on, f'ip link add bond0 type bond {options}')
        for index in slaves:
            self.at(t, on, f'ip link set eth{index} master bond0')
        return self.at(t, on, 'ip link set bond0 up')

    def peers(self, t, on='b', links=(0, 1, 2)):
        """Plain NICs that are up."""
        return self.at(t, on, *[f'ip link set eth{index} up' for index in links])

    def down(self, t, path):
        on, name = path.split('/')
        return self.at(t, on, f'ip link set {name} down')

    def up(self, t, path):
        on, name = path.split('/')
        return self.at(t, on, f'ip link set {name} up')

    def look(self, *times, on='a'):
        for t in times:
            self.at(t, on, REPORT, LINKS)
        return self

    def done(self):
        return {
            'name': self.name,
            'links': self.links,
            'until': self.until,
            'steps': sorted(self.steps, key=lambda step: step['t']),
        }


def active_backup():
    one = Scenario('active-backup: fails over to the first that is up, and stays', 12).peers(0)
    one.bond(0, 'a', 'mode active-backup miimon 100', (0, 1, 2))
    one.at(0, 'a', 'ip addr add 10.0.0.1/24 dev bond0', 'ip link add link bond0 name bond0.10 type vlan id 10')
    one.at(0, 'a', 'ip addr add 10.0.10.1/24 dev bond0.10', 'ip link set bond0.10 up')
    one.down(2, 'b/eth0').up(4, 'b/eth0').down(6, 'b/eth1').down(8, 'b/eth0').down(8, 'b/eth2').up(10, 'b/eth2')
    yield one.look(1, 3, 5, 7, 9, 11).done()

    for policy in ('always', 'better', 'failure'):
        one = Scenario(f'active-backup: primary, primary_reselect {policy}', 10).peers(0)
        one.bond(0, 'a', f'mode active-backup miimon 100 primary eth1 primary_reselect {policy}', (0, 1, 2))
        one.down(2, 'b/eth1').up(4, 'b/eth1').down(6, 'b/eth0').at(8, 'a', 'ip link set bond0 type bond primary eth2')
        yield one.look(1, 3, 5, 7, 9).done()

    one = Scenario('active-backup: the primary comes later', 8).peers(0)
    one.bond(0, 'a', 'mode active-backup miimon 100 primary eth2', (0, 1))
    one.at(2, 'a', 'ip link set eth2 master bond0').at(4, 'a', 'ip link set eth2 nomaster').at(6, 'a', 'ip link set eth2 master bond0')
    yield one.look(1, 3, 5, 7).done()

    one = Scenario('active-backup: updelay and downdelay', 12).peers(0)
    one.bond(0, 'a', 'mode active-backup miimon 100 updelay 1000 downdelay 500 primary eth0')
    one.down(3.05, 'b/eth0').up(5.05, 'b/eth0').down(8.05, 'b/eth0').up(8.35, 'b/eth0')
    yield one.look(0.5, 1.5, 3.4, 3.9, 5.6, 6.3, 8.3, 9.5).done()

    one = Scenario('active-backup: nobody is there, so updelay does not count', 10).peers(0)
    one.bond(0, 'a', 'mode active-backup miimon 100 updelay 3000')
    one.down(4.05, 'b/eth0').down(4.05, 'b/eth1').up(6.05, 'b/eth1').up(6.55, 'b/eth0')
    yield one.look(0.5, 3.5, 5, 6.5, 7.5, 9.8).done()

    one = Scenario('active-backup: without miimon nothing is noticed', 6).peers(0)
    one.bond(0, 'a', 'mode active-backup').down(1, 'b/eth0').at(3, 'a', 'ip link set bond0 type bond miimon 100')
    yield one.look(0.5, 2, 3.5).done()

    for count in (0, 1, 2, 5):
        one = Scenario(f'active-backup: num_grat_arp {count}', 8).peers(0)
        one.bond(0, 'a', f'mode active-backup miimon 100 num_grat_arp {count}').at(0, 'a', 'ip addr add 10.0.0.1/24 dev bond0')
        one.down(2.05, 'b/eth0').up(4.05, 'b/eth0').at(5.05, 'a', 'ip link set bond0 type bond active_slave eth0')
        yield one.done()

    one = Scenario('active-backup: the active slave by hand', 10).peers(0)
    one.bond(0, 'a', 'mode active-backup miimon 100', (0, 1, 2))
    one.at(1, 'a', 'ip link set bond0 type bond active_slave eth2').down(2, 'b/eth1')
    one.at(3, 'a', 'ip link set bond0 type bond active_slave eth1', 'ip link set bond0 type bond active_slave lo')
    one.at(4, 'a', 'ip link set bond0 type bond clear_active_slave').at(5, 'a', 'ip link set eth0 nomaster')
    one.at(6, 'a', 'ip link set eth2 down').at(7, 'a', 'ip link set bond0 down').at(8, 'a', 'ip link set bond0 up')
    yield one.look(1.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5).done()

    one = Scenario('active-backup: what inactive slaves take', 4).peers(0)
    one.bond(0, 'a', 'mode active-backup miimon 100')
    broadcast, multicast = 'ff:ff:ff:ff:ff:ff', '01:00:5e:01:02:03'
    for path in ('b/eth0', 'b/eth1'):
        for dst in (broadcast, multicast, '02:00:00:00:01:00', '02:00:00:00:01:01', '01:80:c2:00:00:0e', '01:80:c2:00:00:20'):
            one.send(1, path, frame(dst=dst, src='02:00:00:00:02:00'))
    one.at(2, 'a', 'ip link set bond0 type bond all_slaves_active 1')
    for path in ('b/eth0', 'b/eth1'):
        one.send(2.5, path, frame(dst=broadcast, src='02:00:00:00:02:00'))
    one.at(3, 'a', 'ip link set bond0 type bond all_slaves_active 0')
    for path in ('b/eth0', 'b/eth1'):
        one.send(3.5, path, frame(dst=broadcast, src='02:00:00:00:02:00'))
    yield one.done()


def spreading():
    for mode in ('balance-rr', 'balance-rr packets_per_slave 2', 'broadcast', 'active-backup'):
        one = Scenario(f'{mode}: frames', 5).peers(0).bond(0, 'a', f'mode {mode} miimon 100', (0, 1, 2))
        one.send(1, 'a/bond0', *variety()[:12]).down(2, 'b/eth1').send(3, 'a/bond0', *variety()[:12])
        one.send(4, 'a/bond0', frame(kind=0x0800, dst='01:00:5e:01:02:03', payload=ipv4(2, bytes([0x16, 0, 0, 0, 239, 1, 2, 3]))))
        yield one.look(4.5).done()
    for policy in ('layer2', 'layer2+3', 'layer3+4', 'vlan+srcmac'):
        one = Scenario(f'balance-xor: frames by {policy}', 6).peers(0)
        one.bond(0, 'a', f'mode balance-xor miimon 100 xmit_hash_policy {policy}', (0, 1, 2))
        # The kernel keeps the tag of a VLAN sub-interface beside the frame; one in the frame it would not look behind.
        for vid in (5, 6, 7):
            one.at(0, 'a', f'ip link add link bond0 name bond0.{vid} type vlan id {vid}', f'ip link set bond0.{vid} up')
            one.send(1, f'a/bond0.{vid}', *variety()[:8])
        one.send(1, 'a/bond0', *variety()).down(2, 'b/eth0').send(3, 'a/bond0', *variety())
        one.up(4, 'b/eth0').send(5, 'a/bond0', *variety())
        yield one.look(4.5).done()
    one = Scenario('balance-xor: down for a while', 6).peers(0)
    one.bond(0, 'a', 'mode balance-xor miimon 100 updelay 500', (0, 1)).down(1.05, 'b/eth0').down(1.05, 'b/eth1')
    one.send(2, 'a/bond0', frame()).up(3.05, 'b/eth1').send(3.25, 'a/bond0', frame()).send(4, 'a/bond0', frame())
    yield one.look(2.5, 3.4, 4.5).done()


def enslaving():
    one = Scenario('slaves: MAC and MTU', 10)
    one.at(0, 'a', 'ip link add bond0 type bond mode active-backup miimon 100', 'ip link set bond0 mtu 9000', 'ip link set bond0 up')
    one.at(1, 'a', 'ip link set eth1 up', 'ip link set eth1 master bond0', 'ip link set eth1 down', 'ip link set eth1 master bond0')
    one.at(2, 'a', 'ip link set eth0 master bond0', 'ip link set eth0 master bond0')
    one.at(3, 'a', 'ip link set bond0 address 02:00:00:00:00:55').at(4, 'a', 'ip link set bond0 mtu 1400')
    one.at(5, 'a', 'ip link set eth1 nomaster').at(6, 'a', 'ip link set eth0 nomaster').at(7, 'a', 'ip link set eth2 master bond0')
    one.at(8, 'a', 'ip link del bond0')
    for t in (0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5):
        # A random MAC is not compared.
        one.at(t, 'a', LINKS if t not in (0.5, 6.5) else 'ip link show eth0')
    yield one.done()

    one = Scenario('slaves: who may not', 6)
    one.at(0, 'a', 'ip link add bond0 type bond mode active-backup miimon 100', 'ip link add br0 address 02:00:00:00:00:b0 type bridge')
    one.at(0, 'a', 'ip link set bond0 master bond0', 'ip link set br0 master bond0')
    one.at(1, 'a', 'ip link set eth0 master br0', 'ip link set eth0 master bond0', 'ip link set eth0 nomaster')
    one.at(2, 'a', 'ip link set eth0 up', 'ip link add link eth0 name mv0 type macvlan', 'ip link set eth0 down')
    one.at(2, 'a', 'ip link set eth0 master bond0', 'ip link del mv0')
    one.at(3, 'a', 'ip link set eth1 master bond0', 'ip link add link eth1 name mv0 type macvlan')
    one.at(3, 'a', 'ip link set eth1 master br0', 'ip link show eth1')
    one.at(4, 'a', 'ip link set bond0 master br0', 'ip link set eth2 master bond0', 'ip link set br0 up', 'ip link set bond0 up')
    one.at(5, 'a', 'ip link show master bond0', 'ip link show master br0')
    yield one.done()

    one = Scenario('settings that are refused', 6).peers(0)
    one.bond(0, 'a', 'mode active-backup miimon 100')
    for words in (
        'mode 802.3ad', 'mode active-backup', 'lacp_rate fast', 'lacp_active off', 'ad_select count', 'ad_user_port_key 5',
        'ad_actor_sys_prio 5', 'ad_actor_system 02:00:00:00:00:77', 'packets_per_slave 3', 'updelay 250', 'miimon 0',
        'downdelay 100', 'miimon 100', 'downdelay 100', 'all_slaves_active 2', 'min_links 1', 'xmit_hash_policy layer3+4',
        'primary_reselect better', 'num_grat_arp 255', 'primary lo', 'primary eth2', 'active_slave eth2', 'use_carrier 1',
    ):
        one.at(1, 'a', f'ip link set bond0 type bond {words}')
    one.at(2, 'a', REPORT, LINKS, 'ip link set bond0 down')
    for words in ('mode 802.3ad', 'ad_select count', 'lacp_rate fast'):
        one.at(3, 'a', f'ip link set bond0 type bond {words}')
    one.at(4, 'a', 'ip link set eth0 nomaster', 'ip link set eth1 nomaster')
    for words in ('mode 802.3ad', 'lacp_rate fast', 'ad_user_port_key 1024', 'ad_user_port_key 1023', 'ad_actor_sys_prio 0',
                  'ad_actor_system 01:00:00:00:00:01', 'ad_actor_system 00:00:00:00:00:00', 'primary eth0', 'active_slave eth0', 'mode balance-rr', 'lacp_rate slow'):
        one.at(5, 'a', f'ip link set bond0 type bond {words}')
    yield one.done()

    one = Scenario('settings of new bonds', 3)
    for words in ('mode 4 lacp_rate fast ad_select 1 min_links 2 xmit_hash_policy vlan+srcmac', 'mode 0 packets_per_slave 3 resend_igmp 1',
                  'mode balance-xor miimon 50 updelay 120 downdelay 200', 'mode broadcast lacp_rate fast', 'updelay 100', 'mode 1 primary eth1 primary_reselect 1',
                  'mode 1 active_slave eth0', 'mode 0 primary eth0', 'mode 4 miimon 0', 'mode 4 miimon 0 updelay 100', 'packets_per_slave 70000',
                  'mode 1 packets_per_slave 3', 'num_grat_arp 7', 'min_links 3000000000', 'all_slaves_active 1', 'lacp_active off', 'mode 4 lacp_active off ad_user_port_key 3 ad_actor_sys_prio 4 ad_actor_system 02:00:00:00:00:66'):
        one.at(1, 'a', f'ip link add bond0 address 02:00:00:00:00:0b type bond {words}', 'ip -d link show type bond', 'ip link del bond0')
    yield one.done()


def lacp():
    # Links are looked at between two ticks of LACP, never at one: then now this comes first and now that. So times are odd.
    def pair(name, left, right, until=30, slaves=(0, 1)):
        one = Scenario(f'802.3ad: {name}', until)
        return one.bond(0, 'b', f'mode 802.3ad miimon 70 {right}', slaves).bond(0.05, 'a', f'mode 802.3ad miimon 70 {left}', slaves)

    yield pair('slow and slow', '', '', 130).look(1, 2.35, 5, 20, 70, 125).look(5, on='b').done()
    yield pair('fast and slow', 'lacp_rate fast', '', 40).look(1, 5, 39).look(39, on='b').done()
    yield pair('fast and fast', 'lacp_rate fast', 'lacp_rate fast', 12).look(5, 11).done()
    yield pair('passive and active', 'lacp_active off', '', 70).look(1, 5, 40).look(40, on='b').done()
    yield pair('passive and passive', 'lacp_active off', 'lacp_active off', 230).look(1, 5, 80, 95, 110, 220).done()
    yield pair('passive and active fast', 'lacp_active off lacp_rate fast', 'lacp_rate fast', 12).look(5, 11).done()
    yield pair('other priority, system and key', 'ad_actor_sys_prio 7 ad_user_port_key 5', 'ad_actor_system 02:00:00:00:00:77 ad_user_port_key 9', 12).look(5).look(5, on='b').done()

    one = pair('a link is cut and mended', 'xmit_hash_policy layer3+4', '', 60)
    one.down(10.02, 'b/eth0').up(20.03, 'b/eth0').down(35.06, 'a/eth1').up(45.02, 'a/eth1')
    for t in (9, 10.5, 15, 19, 21, 30, 36, 44, 50):
        one.send(t, 'a/bond0', *variety()[:9])
    yield one.look(9, 10.5, 15, 21, 25, 30, 36, 40, 46, 50, 59).look(30, 59, on='b').done()

    one = pair('both links are cut and mended', 'lacp_rate fast', 'lacp_rate fast', 50)
    one.down(10.02, 'b/eth0').down(10.02, 'b/eth1').up(25.02, 'b/eth0').up(30.02, 'b/eth1')
    yield one.look(9, 11, 15, 20, 26, 29, 35, 45).look(20, 45, on='b').done()

    one = pair('min_links 2', 'min_links 2', '', 30).down(10.02, 'b/eth0').up(15.02, 'b/eth0')
    one.at(20, 'a', 'ip link set bond0 type bond min_links 3').at(22, 'a', 'ip link set bond0 type bond min_links 0')
    yield one.look(5, 11, 19, 21, 23).done()

    one = pair('three links, slaves come and go', '', '', 60, (0, 1, 2))
    one.at(15.02, 'a', 'ip link set eth0 nomaster').at(30.02, 'a', 'ip link set eth0 master bond0').at(45.02, 'b', 'ip link set eth1 nomaster')
    yield one.look(10, 16, 20, 29, 32, 40, 47, 59).look(59, on='b').done()

    one = pair('the bond goes down and up', '', '', 60).at(15.02, 'a', 'ip link set bond0 down').at(25.02, 'a', 'ip link set bond0 up')
    yield one.look(10, 16, 20, 26, 30, 50).look(50, on='b').done()

    one = pair('what is told changes', '', '', 60).at(15.02, 'a', 'ip link set bond0 type bond ad_actor_sys_prio 3')
    one.at(25.02, 'a', 'ip link set bond0 type bond ad_actor_system 02:00:00:00:00:44')
    yield one.look(10, 16, 20, 26, 35, 50).look(50, on='b').done()

    one = pair('a partner falls silent', 'lacp_rate fast', 'lacp_rate fast', 40)
    one.at(10.02, 'b', 'ip link set eth0 nomaster; ip link set eth0 up')
    yield one.look(9, 10.5, 12, 14, 17, 25, 39).done()

    one = Scenario('802.3ad: no partner', 140).peers(0).bond(0, 'a', 'mode 802.3ad miimon 70', (0, 1, 2))
    one.down(20.03, 'b/eth0').up(30.02, 'b/eth0').down(40.02, 'b/eth1').send(25, 'a/bond0', *variety()[:4]).send(45, 'a/bond0', *variety()[:4])
    yield one.look(0.5, 1.5, 2.5, 4, 10, 21, 25, 31, 39, 41, 50, 75, 135).done()

    one = pair('a marker', '', '', 12)
    marker = bytes([2, 1, 1, 16, 0, 1, 2, 0, 0, 0, 2, 0, 0, 0, 0, 7, 0, 0, 0, 0]) + bytes(90)
    one.send(8, 'b/eth0', frame(dst='01:80:c2:00:00:02', src='02:00:00:00:02:00', kind=0x8809, payload=marker))
    one.send(9, 'b/eth0', frame(dst='01:80:c2:00:00:02', src='02:00:00:00:02:00', kind=0x8809, payload=bytes([10]) + bytes(45)))
    yield one.done()

    one = Scenario('802.3ad: enslaved while the bond is up', 30, 2)
    for on, t in (('a', 0), ('b', 0.05)):
        one.at(t, on, 'ip link add bond0 type bond mode 802.3ad miimon 70', 'ip link set bond0 up')
        one.at(t + 2.03, on, 'ip link set eth0 master bond0', 'ip link set eth1 master bond0')
    # Before the bond has a slave its MAC is random.
    yield one.at(1, 'a', REPORT).look(3, 5, 8, 12, 20).done()

    for policy in ('stable', 'bandwidth', 'count'):
        one = Scenario(f'802.3ad: two partners, ad_select {policy}', 100)
        one.bond(0, 'a', f'mode 802.3ad miimon 70 ad_select {policy}', (0, 1, 2))
        one.bond(0.05, 'b', 'mode 802.3ad miimon 70', (0,))
        one.at(0.06, 'b', 'ip link add bond1 type bond mode 802.3ad miimon 70', 'ip link set eth1 master bond1', 'ip link set eth2 master bond1', 'ip link set bond1 up')
        one.down(20.03, 'b/eth1').down(40.035, 'b/eth2').up(60.02, 'b/eth1').up(70.09, 'b/eth2').down(85.02, 'b/eth0')
        yield one.look(1, 5, 15, 21, 30, 41, 55, 65, 80, 86, 99).done()

    one = Scenario('802.3ad: different keys do not bundle', 20)
    one.bond(0, 'a', 'mode 802.3ad miimon 70', (0, 1)).bond(0.05, 'b', 'mode 802.3ad miimon 70', (0,))
    one.at(0.06, 'b', 'ip link add bond1 type bond mode 802.3ad miimon 70 ad_user_port_key 3 ad_actor_system 02:00:00:00:02:00', 'ip link set eth1 master bond1', 'ip link set bond1 up')
    yield one.look(5, 15).done()


def random_lacp(seed):
    """Links come and go, slaves too, and what is told changes."""
    chance = random.Random(seed)
    words = lambda: ' '.join(
        one
        for one in (
            'lacp_rate fast' if chance.random() < 0.4 else '',
            'lacp_active off' if chance.random() < 0.2 else '',
            f'ad_select {chance.choice(["stable", "bandwidth", "count"])}',
            f'min_links {chance.randrange(3)}' if chance.random() < 0.3 else '',
            f'ad_user_port_key {chance.randrange(4)}' if chance.random() < 0.3 else '',
            f'xmit_hash_policy {chance.choice(["layer2", "layer2+3", "layer3+4"])}',
        )
        if one
    )
    one = Scenario(f'802.3ad: random {seed}', 120)
    split = chance.random() < 0.4
    one.bond(0, 'b', f'mode 802.3ad miimon 70 {words()}', (0, 1) if split else (0, 1, 2))
    if split:
        one.at(0.01, 'b', 'ip link add bond1 type bond mode 802.3ad miimon 70', 'ip link set eth2 master bond1', 'ip link set bond1 up')
    one.bond(0.05, 'a', f'mode 802.3ad miimon 70 {words()}', (0, 1, 2))
    # Noticed by none at a tick.
    starts = (0, 0.01, 0.05) if split else (0, 0.05)
    t = 4.0
    while t < 110:
        t = round(t + chance.uniform(1.5, 12), 2)
        while any(math.ceil((t - start) / 0.07 + 0.2) % 10 == 0 or round((t - start) * 100) % 10 in (0, 9) for start in starts):
            t = round(t + 0.01, 2)
        on, index = chance.choice('ab'), chance.randrange(3)
        what = chance.choice(['down', 'down', 'up', 'up', 'up', 'leave', 'join', 'join', 'priority', 'system', 'links'])
        master = 'bond1' if split and on == 'b' and index == 2 else 'bond0'
        one.at(
            t,
            on,
            {
                'down': f'ip link set eth{index} down',
                'up': f'ip link set eth{index} up',
                'leave': f'ip link set eth{index} nomaster',
                'join': f'ip link set eth{index} down; ip link set eth{index} master {master}',
                'priority': f'ip link set bond0 type bond ad_actor_sys_prio {chance.randrange(1, 9)}',
                'system': f'ip link set bond0 type bond ad_actor_system 02:00:00:00:0{chance.randrange(9)}:77',
                'links': f'ip link set bond0 type bond min_links {chance.randrange(3)}',
            }[what],
        )
        one.at(t + 0.6, 'a', REPORT).at(t + 0.6, 'b', REPORT)
        one.send(t + 0.62, 'a/bond0', *variety()[:3])
    return one.look(115).look(115, on='b').done()


def random_backup(seed):
    chance = random.Random(seed)
    one = Scenario(f'active-backup: random {seed}', 80).peers(0)
    delays = f'updelay {chance.choice([0, 0, 300, 1000])} downdelay {chance.choice([0, 0, 200, 700])}'
    policy = f'primary_reselect {chance.choice(["always", "better", "failure"])}'
    primary = f'primary eth{chance.randrange(3)}' if chance.random() < 0.6 else ''
    one.bond(0, 'a', f'mode active-backup miimon 100 {delays} {policy} num_grat_arp {chance.randrange(4)} {primary}', (0, 1, 2))
    one.at(0, 'a', 'ip addr add 10.0.0.1/24 dev bond0')
    t = 2.05
    while t < 75:
        t = round(t + chance.randrange(1, 30) / 10, 2)
        index = chance.randrange(3)
        what = chance.choice(['down', 'down', 'down', 'up', 'up', 'up', 'leave', 'join', 'active', 'clear', 'primary', 'policy'])
        on = chance.choice('ab') if what in ('down', 'up') else 'a'
        one.at(
            t,
            on,
            {
                'down': f'ip link set eth{index} down',
                'up': f'ip link set eth{index} up',
                'leave': f'ip link set eth{index} nomaster',
                'join': f'ip link set eth{index} down; ip link set eth{index} master bond0',
                'active': f'ip link set bond0 type bond active_slave eth{index}',
                'clear': 'ip link set bond0 type bond clear_active_slave',
                'primary': f'ip link set bond0 type bond primary eth{index}',
                'policy': f'ip link set bond0 type bond primary_reselect {chance.choice(["always", "better", "failure"])}',
            }[what],
        )
        one.at(t + 0.03, 'a', REPORT)
    return one.look(78).done()


SCENARIOS = [
    *active_backup(),
    *spreading(),
    *enslaving(),
    *lacp(),
    *[random_lacp(seed) for seed in range(1, 9)],
    *[random_backup(seed) for seed in range(1, 7)],
]
