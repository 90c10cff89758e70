/**
 * The lines of `ip link show PF` for its virtual functions (print_vfinfo, ip/ipaddress.c).
 *
 * VLAN, priority and rates are there only if they are not 0; a rate stands twice, as the old attribute and as the new one.
 */
import type {Device} from '../../engine/device.js';
import {formatMac} from '../../engine/mac.js';
import {isActivePf, type Vf} from '../../engine/sriov/adapter.js';
import {MODEL_RULES} from '../../engine/sriov/nic-model.js';
import {onOff} from './link-details.js';

/** A line for each function, each with the line end before it; '' for a device that has none. */
export function vfLines(device: Device): string {
	if (!isActivePf(device)) return '';
	const {reportsRss} = MODEL_RULES[device.sriov.model];
	return device.sriov.vfs.map((vf, number) => `\n    vf ${number}     ${vfWords(vf, reportsRss)}`).join('');
}

function vfWords(vf: Vf, reportsRss: boolean): string {
	return [
		`link/ether ${formatMac(vf.mac)} brd ff:ff:ff:ff:ff:ff`,
		...(vf.vlan === 0 ? [] : [`vlan ${vf.vlan}`]),
		...(vf.qos === 0 ? [] : [`qos ${vf.qos}`]),
		...(vf.maxTxRate === 0 ? [] : [`tx rate ${vf.maxTxRate} (Mbps)`, `max_tx_rate ${vf.maxTxRate}Mbps`]),
		...(vf.minTxRate === 0 ? [] : [`min_tx_rate ${vf.minTxRate}Mbps`]),
		`spoof checking ${onOff(vf.spoofCheck)}`,
		`link-state ${vf.link}`,
		`trust ${onOff(vf.trust)}`,
		...(reportsRss ? [`query_rss ${onOff(vf.queryRss)}`] : []),
	].join(', ');
}
