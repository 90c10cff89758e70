import fc from 'fast-check';
import {exactMask, fullMask, toField} from '../../../source/engine/flow/field.js';
import {WORD} from '../../../source/engine/flow/key.js';
import {matchAll} from '../../../source/engine/flow/match.js';
import {putMatchField} from '../../../source/engine/flow/syntax/match-field.js';

const KINDS: readonly (readonly [Record<string, bigint>, readonly string[]])[] = [
	[{}, []],
	[{eth_type: 0x88b5n}, []],
	[{eth_type: 0x800n}, ['ip_src', 'ip_dst', 'nw_tos', 'nw_ecn', 'nw_ttl', 'ip_frag']],
	[{eth_type: 0x800n, nw_proto: 6n}, ['ip_src', 'ip_dst', 'tcp_src', 'tcp_dst', 'tcp_flags']],
	[{eth_type: 0x800n, nw_proto: 17n}, ['ip_dst', 'nw_ttl', 'udp_src', 'udp_dst']],
	[{eth_type: 0x800n, nw_proto: 1n}, ['icmp_type', 'icmp_code']],
	[{eth_type: 0x800n, nw_proto: 89n}, ['ip_frag']],
	[{eth_type: 0x86ddn}, ['ipv6_src', 'ipv6_dst', 'nw_ttl']],
	[{eth_type: 0x86ddn, nw_proto: 6n}, ['ipv6_src', 'tcp_dst', 'nw_tos', 'tcp_flags']],
	[{eth_type: 0x86ddn, nw_proto: 58n}, ['icmpv6_type', 'icmpv6_code']],
	[{eth_type: 0x806n}, ['arp_op', 'arp_spa', 'arp_tpa', 'arp_sha', 'arp_tha']],
	[{eth_type: 0x8035n}, ['arp_op']],
];

const ANYWHERE = [
	'in_port',
	'eth_src',
	'eth_dst',
	'vlan_tci',
	'dl_vlan',
	'dl_vlan_pcp',
	'vlan_vid',
	'reg0',
	'reg15',
	'metadata',
	'tun_src',
	'tun_dst',
	'dp_hash',
];

const anyNumber = fc.bigInt({min: 0n, max: (1n << 128n) - 1n});

function maskOf(name: string, mask: bigint): bigint {
	if (name === 'vlan_vid') return mask & 0x1fffn;
	// A mask of IPv6 that begins with a digit cannot be read.
	return name.startsWith('ipv6_') ? mask | (0xfn << 124n) : mask;
}

/** Value and mask; some of them print as another that means the same or nothing. */
const FRAGMENTS_WITHOUT_NAME = ['0/1', '2/2', '2/3'];

/** Matches that mean something: fields with their prerequisites, some of them with masks. */
export const anyMatch = fc
	.record({
		kind: fc.constantFrom(...KINDS),
		choices: fc.array(fc.record({take: fc.boolean(), masked: fc.boolean(), value: anyNumber, mask: anyNumber}), {
			minLength: 20,
			maxLength: 20,
		}),
	})
	.map(({kind: [fixed, fields], choices}) => {
		const match = matchAll();
		for (const [name, value] of Object.entries(fixed)) putMatchField(match, toField(name), {value, mask: exactMask(toField(name))});
		for (const [index, name] of [...ANYWHERE, ...fields].entries()) {
			const choice = choices[index];
			if (!choice?.take) continue;
			const field = toField(name);
			const isMasked = field.maskable && choice.masked;
			const mask = isMasked ? maskOf(name, choice.mask & fullMask(field)) : exactMask(field);
			// A VLAN id of all ones is "no tag", which another test has.
			const value = choice.value & fullMask(field) & (name === 'in_port' ? 0x0fffn : -1n) & (name === 'arp_op' ? 0xffn : -1n);
			putMatchField(match, field, {value, mask});
		}
		return match;
	})
	.filter((match) => {
		// "no", "yes", "first", "later" and "not_later" are all there is.
		const fragment = ((match.key[WORD.nw] as number) >>> 24) & 3;
		const fragmentMask = ((match.mask[WORD.nw] as number) >>> 24) & 3;
		return !FRAGMENTS_WITHOUT_NAME.includes(`${fragment}/${fragmentMask}`);
	});
