/**
 * The lines of `ip link show PF` for its virtual functions (print_vfinfo, ip/ipaddress.c).
 *
 * VLAN, priority and rates are there only if they are not 0; a rate stands twice, as the old attribute and as the new one.
 */
import type {Device} from '../../engine/device.js';
import {formatMac} from '../../engine/mac.js';
import {isActivePf, type Vf} from '../../engine/sriov/adapter.js';
import {MODEL_RULES} from '../../engine/sriov/nic-model.js';
import {all, both, list, NOTHING, nested, type Piece, words} from './piece.js';

/** A line for each function, each with the line end before it; nothing for a device that has none. */
export function vfLines(device: Device): Piece {
	if (!isActivePf(device)) return NOTHING;
	const {reportsRss} = MODEL_RULES[device.sriov.model];
	return list(
		'vfinfo_list',
		device.sriov.vfs.map((vf, number) => vfLine(number, vf, reportsRss)),
	);
}

function vfLine(number: number, vf: Vf, reportsRss: boolean): Piece {
	const mac = formatMac(vf.mac);
	const broadcast = 'ff:ff:ff:ff:ff:ff';
	const some = (name: string, value: number, text: string) => (value === 0 ? NOTHING : both(name, value, text));
	return all(
		words('\n    '),
		both('vf', number),
		both('link_type', 'ether', '    link/ether '),
		both('address', mac, mac),
		both('broadcast', broadcast, ` brd ${broadcast}`),
		list('vlan_list', [all(some('vlan', vf.vlan, `, vlan ${vf.vlan}`), some('qos', vf.qos, `, qos ${vf.qos}`))]),
		some('tx_rate', vf.maxTxRate, `, tx rate ${vf.maxTxRate} (Mbps)`),
		nested('rate', all(rate('max_tx', vf.maxTxRate), rate('min_tx', vf.minTxRate))),
		both('spoofchk', vf.spoofCheck, `, spoof checking ${vf.spoofCheck ? 'on' : 'off'}`),
		both('link_state', vf.link, `, link-state ${vf.link}`),
		both('trust', vf.trust, `, trust ${vf.trust ? 'on' : 'off'}`),
		reportsRss ? both('query_rss_en', vf.queryRss, `, query_rss ${vf.queryRss ? 'on' : 'off'}`) : undefined,
	);
}

function rate(name: string, value: number): Piece {
	return both(name, value, value === 0 ? '' : `, ${name}_rate ${value}Mbps`);
}
