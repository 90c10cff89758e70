/** The bridge and OpenFlow port to which a key of a datapath belongs (xlate_lookup, xlate_lookup_ofproto_). */
import {type FlowKey, WORD} from '../../flow/key.js';
import {hasTunnel} from '../../flow/key-parts.js';
import type {DeviceId} from '../../netdev.js';
import {bridgeNamed, type OvsBridge, ofPortByDatapathPort, type Vswitchd} from '../vswitchd.js';
import {ingressOfRecirculation} from './recirculate.js';
import {tunnelPortFor} from './tunnel-ports.js';

/** `undefined`: no bridge has that port, no tunnel port fits the outer header, or nobody knows the recirculation id any more. */
export function bridgeOf(switchd: Vswitchd, datapath: DeviceId, key: FlowKey): {bridge: OvsBridge; port: number} | undefined {
	const recirculation = key[WORD.recirc] as number;
	if (recirculation !== 0) {
		const from = ingressOfRecirculation(switchd, recirculation);
		const bridge = from && bridgeNamed(switchd, from.bridge);
		return bridge && {bridge, port: from.port};
	}
	const number = key[WORD.inPort] as number;
	const found = hasTunnel(key) ? tunnelPortFor(switchd, datapath, number, key) : ofPortByDatapathPort(switchd, datapath, number);
	return found && {bridge: found.bridge, port: found.port.number};
}
