/** FLOOD and ALL: every port but the one where the frame came in (flood_packets). */
import {hashInt} from '../../flow/hash.js';
import {WORD} from '../../flow/key.js';
import {tableOrder} from '../translate/hash-order.js';
import {composeOutput} from '../translate/output.js';
import {EXPORT_PORT, note, type Translation} from '../translate/translation.js';
import type {OfPort, OvsBridge} from '../vswitchd.js';

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

/** As the real table of ports gives them, which is filled in the order of the ports that they are members of. */
function inHashOrder({ports, ofPorts}: OvsBridge): OfPort[] {
	const members = ports.flatMap((port) => port.members.flatMap((number) => ofPorts.get(number) ?? []));
	const others = [...ofPorts.values()].filter((port) => !members.includes(port));
	return tableOrder([...members, ...others], ({number}) => hashInt(number, 0));
}
