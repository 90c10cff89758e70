/**
 * `options` of a patch port or tunnel: what may be set, and what is wrong with it (lib/netdev-vport.c, set_patch_config,
 * set_tunnel_config).
 *
 * Not modelled: IPv6 endpoints, GBP and GPE, ERSPAN, GTP-U; sequence numbers of GRE are read over.
 */
import {isMulticast, parseIpv4} from '../../protocol/ipv4-address.js';
import {type Row, settingOf, settingsOf, textOf} from '../database/database.js';
import type {TunnelOptions} from '../vswitchd.js';

export const VXLAN_PORT = 4789;
const DEFAULT_TTL = 64;
const DSCP = 0xfc;

/** `error` is what the daemon writes into the column of that name. */
type PatchConfig = {kind: 'patch'; peer: string} | {kind: 'wrong'; error: string};
type TunnelConfig = {kind: 'tunnel'; options: TunnelOptions} | {kind: 'wrong'; error: string};

export function readPatch(row: Row): PatchConfig {
	const name = textOf(row, 'name');
	const peer = settingOf(row, 'options', 'peer');
	if (peer === undefined) return {kind: 'wrong', error: `${name}: patch type requires valid 'peer' argument`};
	if (settingsOf(row, 'options').length > 1) return {kind: 'wrong', error: `${name}: patch type takes only a 'peer' argument`};
	if (peer === name) return {kind: 'wrong', error: `${name}: patch peer must not be self`};
	return {kind: 'patch', peer};
}

/** Reads the options in order of their keys; what is odd is only said when something is wrong. */
export function readTunnel(row: Row, type: TunnelOptions['type']): TunnelConfig {
	const name = textOf(row, 'name');
	const errors: string[] = [];
	const wrong = (): TunnelConfig => ({kind: 'wrong', error: errors.join('\n')});
	const options: TunnelOptions = {
		type,
		localIp: 0,
		remoteIp: 0,
		inKey: readKey(row, 'in_key'),
		outKey: readKey(row, 'out_key'),
		tos: 0,
		ttl: 0,
		dontFragment: true,
		checksum: false,
		udpPort: type === 'vxlan' ? VXLAN_PORT : 0,
	};
	for (const [key, value] of settingsOf(row, 'options')) {
		switch (key) {
			case 'remote_ip': {
				const address = value === 'flow' ? value : parseIpv4(value);
				if (address === undefined) errors.push(`${name}: bad ${type} 'remote_ip'`);
				else if (address !== 'flow' && isMulticast(address)) {
					errors.push(`${name}: multicast remote_ip=${value} not allowed`);
					return wrong();
				} else options.remoteIp = address;
				break;
			}
			case 'local_ip': {
				const address = value === 'flow' ? value : parseIpv4(value);
				if (address === undefined) errors.push(`${name}: bad ${type} 'local_ip'`);
				else options.localIp = address;
				break;
			}
			case 'tos': {
				const tos = value === 'inherit' ? value : readNumber(value);
				if (tos === 'inherit' || (tos !== undefined && tos === (tos & DSCP))) options.tos = tos;
				else errors.push(`${name}: invalid TOS ${value}`);
				break;
			}
			case 'ttl':
				options.ttl = value === 'inherit' ? value : leading(value) & 0xff;
				break;
			case 'csum':
				options.checksum = value === 'true';
				break;
			case 'df_default':
				options.dontFragment = value !== 'false';
				break;
			case 'dst_port':
				if (type === 'vxlan') options.udpPort = leading(value) & 0xffff;
				else errors.push(`${name}: unknown ${type} argument '${key}'`);
				break;
			case 'key':
			case 'in_key':
			case 'out_key':
			case 'packet_type':
			case 'egress_pkt_mark':
			case 'remote_cert':
			case 'remote_name':
			case 'psk':
				break;
			case 'seq':
				if (type !== 'gre') errors.push(`${name}: unknown ${type} argument '${key}'`);
				break;
			default:
				errors.push(`${name}: unknown ${type} argument '${key}'`);
		}
	}
	if (options.remoteIp === 0) {
		errors.push(`${name}: ${type} type requires valid 'remote_ip' argument`);
		return wrong();
	}
	if (options.localIp === 'flow' && options.remoteIp !== 'flow') {
		errors.push(`${name}: ${type} type requires 'remote_ip=flow' with 'local_ip=flow'`);
		return wrong();
	}
	if (options.ttl === 0) options.ttl = DEFAULT_TTL;
	return {kind: 'tunnel', options};
}

/** `in_key` or `out_key`, or `key` for both (parse_key). */
function readKey(row: Row, which: 'in_key' | 'out_key'): number | 'flow' | undefined {
	const text = settingOf(row, 'options', which) ?? settingOf(row, 'options', 'key');
	if (text === undefined) return undefined;
	return text === 'flow' ? text : (readNumber(text) ?? leading(text));
}

/** strtol(text, …, 0) of all the text. */
function readNumber(text: string): number | undefined {
	if (/^0[xX][0-9a-fA-F]+$/.test(text)) return Number.parseInt(text, 16);
	if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
	return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** atoi(3) */
function leading(text: string): number {
	return Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);
}
