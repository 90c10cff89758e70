/** The frame of a stimulus in the syntax of `ofproto/trace`, field by field as the recorder wrote it. */
import type {Sent} from './payload.js';

/** `undefined`: the syntax has no word for a second tag. */
export function traceFlow(sent: Sent, ingress: string): string | undefined {
	const {src, dst, vlan, pcp, inner, payload, ethertype = 0x88b5} = sent;
	if (inner) return undefined;
	const tag = vlan === undefined && pcp === undefined ? [] : [`dl_vlan=${vlan ?? 0}`, `dl_vlan_pcp=${pcp ?? 0}`];
	const own = payload ? packetFields(payload) : [`dl_type=0x${ethertype.toString(16).padStart(4, '0')}`];
	return [`in_port=${ingress}`, `dl_src=${src}`, `dl_dst=${dst}`, ...tag, ...own].join(',');
}

function packetFields(payload: NonNullable<Sent['payload']>): string[] {
	const nobody = '00:00:00:00:00:00';
	const {type, op, spa = '0.0.0.0', tpa = '0.0.0.0', sha = nobody, tha = nobody, srcIp = '0.0.0.0', dstIp = '0.0.0.0'} = payload;
	if (type === 'arp') {
		return ['arp', `arp_op=${op === 'reply' ? 2 : 1}`, `arp_spa=${spa}`, `arp_tpa=${tpa}`, `arp_sha=${sha}`, `arp_tha=${tha}`];
	}
	const {ttl = type === 'igmp' ? 1 : 64, sport = 0, dport = 0} = payload;
	const ip = [`nw_src=${srcIp}`, `nw_dst=${dstIp}`, `nw_ttl=${ttl}`, 'nw_frag=no'];
	switch (type) {
		case 'igmp':
			return ['ip', 'nw_proto=2', ...ip];
		case 'icmp':
			return ['icmp', ...ip, 'icmp_type=8', 'icmp_code=0'];
		case 'tcp':
			return ['tcp', ...ip, `tcp_src=${sport}`, `tcp_dst=${dport}`, 'tcp_flags=syn'];
		default:
			return [type, ...ip, `${type}_src=${sport}`, `${type}_dst=${dport}`];
	}
}
