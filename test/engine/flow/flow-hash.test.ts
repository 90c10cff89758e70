import {describe, expect, it} from 'vitest';
import {datapathHash, flowHashSymmetricL3L4} from '../../../source/engine/flow/flow-hash.js';
import {hashBytes, hashMac, jhashBytes} from '../../../source/engine/flow/hash.js';
import {toMac} from '../../../source/engine/mac.js';
import {keyOf} from './keys.js';

const ETH = 'dl_src=02:00:00:00:00:01,dl_dst=02:00:00:00:00:0a';
const TCP = `tcp,${ETH},nw_src=10.1.2.3,nw_dst=192.168.5.6,nw_ttl=64,tcp_src=1234,tcp_dst=80`;
const BACK = 'tcp,dl_src=02:00:00:00:00:0a,dl_dst=02:00:00:00:00:01,nw_src=192.168.5.6,nw_dst=10.1.2.3,nw_ttl=64,tcp_src=80,tcp_dst=1234';
const UDP = `udp,${ETH},nw_src=10.1.2.3,nw_dst=192.168.5.6,nw_ttl=64,udp_src=1234,udp_dst=80`;
const ICMP = `icmp,${ETH},nw_src=10.1.2.3,nw_dst=192.168.5.6,nw_ttl=64,icmp_type=8,icmp_code=0`;
const IPV6 = `tcp6,${ETH},ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2:3,nw_ttl=64,tcp_src=1234,tcp_dst=443`;
const VLAN = `dl_vlan=10,dl_vlan_pcp=3,${ETH},dl_type=0x88b5`;
const VLAN_TCP = `dl_vlan=10,dl_vlan_pcp=3,${TCP}`;
const ARP = 'arp,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.1.2.3,arp_tpa=10.1.2.4,arp_op=1,arp_sha=02:00:00:00:00:01';
const FRAGMENT = `ip,${ETH},nw_src=10.1.2.3,nw_dst=192.168.5.6,nw_ttl=64,nw_proto=6,nw_frag=later`;
const SCTP = `sctp,${ETH},nw_src=10.1.2.3,nw_dst=192.168.5.6,nw_ttl=64,sctp_src=7,sctp_dst=9`;

describe('the hash of the userspace datapath is that of Open vSwitch 3.1.0', () => {
	// Groups with selection_method=dp_hash, frames received by a dummy port, `dp_hash(…)` of dpctl/dump-flows.
	it.each([
		['no IP', `${ETH},dl_type=0x88b5`, 0x1f5bf85, 0x54f0dd09],
		['TCP', TCP, 0x7a71e837, 0xff5ad7b3],
		['TCP, the other way', BACK, 0xf860a916, 0xff5ad7b3],
		['UDP', UDP, 0x86fdce91, 0x4cdf1c4a],
		['ICMP', ICMP, 0xe1357af4, 0xbb524716],
		['IPv6', IPV6, 0x44fec672, 0xa6eb13a7],
		['a tag, no IP', VLAN, 0x1f5bf85, 0xf0eb817a],
		['a tag, TCP', VLAN_TCP, 0x7a71e837, 0xff5ad7b3],
		['ARP', ARP, 0x9ea3167c, 0x4cf6d140],
		['a later fragment', FRAGMENT, 0xa11b4570, 0x7f7d2448],
		['SCTP', SCTP, 0x66771356, 0x85b404b7],
	])('%s', (_, text, l4, symmetric) => {
		expect(datapathHash(keyOf(text), 'l4', 77)).toBe(l4);
		expect(datapathHash(keyOf(text), 'sym-l4', 99)).toBe(symmetric);
	});

	it.each([
		['02:00:00:00:00:0a', 0x2d39ff64],
		['02:00:00:00:00:0b', 0xfb437b71],
		['02:00:00:00:00:0c', 0xf43a852f],
		['02:00:00:00:00:0d', 0x7376d932],
	])('from 02:00:00:00:00:01 to %s with basis 0', (dst, hash) => {
		const key = keyOf(`dl_src=02:00:00:00:00:01,dl_dst=${dst},dl_type=0x88b5`);
		expect(flowHashSymmetricL3L4(key, 0, false)).toBe(hash);
	});
});

describe('the hash of a MAC address in a VLAN', () => {
	// ovs-appctl bond/hash
	it.each([
		['02:00:00:00:00:01', 0, 0, 38],
		['02:00:00:00:00:02', 0, 0, 235],
		['02:00:00:00:00:01', 10, 0, 218],
		['02:00:00:00:00:01', 10, 7, 83],
		['aa:bb:cc:dd:ee:ff', 4095, 123456789, 195],
	])('%s, VLAN %i, basis %i', (mac, vlan, basis, hash) => {
		expect(hashMac(toMac(mac), vlan, basis) & 0xff).toBe(hash);
	});
});

describe('hashes of octets', () => {
	it('jhash of nothing is the constant it starts from', () => {
		expect(jhashBytes(new Uint8Array(0), 0)).toBe(0xdeadbeef);
	});

	it('depend on every octet and on the length', () => {
		const seen = new Set<number>();
		for (let length = 0; length <= 13; length++) {
			for (let at = 0; at < Math.max(length, 1); at++) {
				const octets = new Uint8Array(length);
				if (length > 0) octets[at] = 1;
				seen.add(hashBytes(octets, 0)).add(jhashBytes(octets, 0));
			}
		}
		expect(seen.size).toBe(2 * (1 + (13 * 14) / 2));
	});
});
