/** FLOOD and ALL: every port but the one where the frame came in (flood_packets). */
import {hashInt} from '../flow/hash.js';
import {WORD} from '../flow/key.js';
import {composeOutput} from './output.js';
import {EXPORT_PORT, note, type Translation} from './translation.js';
import type {OfPort, OvsBridge} from './vswitchd.js';

/** `all`: no-flood ports and ports that the spanning tree blocks, too. */
export function floodPorts(translation: Translation, all: boolean, isLast: boolean): void {
	const {bridge, flow} = translation;
	const ports = inHashOrder(bridge).filter((port) => {
		if (port.number === flow[WORD.inPort]) return false;
		if (all || !port.config.noFlood) return true;
		note(translation, {kind: 'ovs-output-refused', bridge: bridge.name, port: port.name, why: 'no-flood'});
		return false;
	});
	for (const [index, {number}] of ports.entries())
		composeOutput(translation, number, {ignoreStp: all, isLast: isLast && index === ports.length - 1});
	translation.exportPort = EXPORT_PORT.flood;
}

/** As the real table of ports gives them: by the low bits of a hash of their number, as many as the table needs. */
function inHashOrder(bridge: OvsBridge): OfPort[] {
	let mask = 0;
	for (let count = 1; count <= bridge.ofPorts.size; count++) {
		if (count >> 1 <= mask) continue;
		mask = count >> 1;
		for (const shift of [1, 2, 4, 8]) mask |= mask >> shift;
		mask |= (mask & 1) << 1;
	}
	const bucketOf = ({number}: OfPort): number => (hashInt(number, 0) & mask) >>> 0;
	return [...bridge.ofPorts.values()].sort((one, other) => bucketOf(one) - bucketOf(other) || one.number - other.number);
}
