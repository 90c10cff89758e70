/** Datapaths as commands name them: `system@ovs-system`. */
import type {Datapath} from '../../../engine/devices/datapath/datapath-device.js';
import type {Vswitchd} from '../../../engine/ovs/vswitchd.js';
import {deviceOfKind, type World} from '../../../engine/world.js';

/** The datapaths that bridges have. */
export function datapathsOf(world: World, {bridges}: Vswitchd): Datapath[] {
	const ids = new Set(bridges.map(({datapath}) => datapath));
	return [...ids].flatMap((id) => deviceOfKind(world, id, 'datapath') ?? []);
}

/** `system@ovs-system`: under the override, too, the daemon calls a datapath what the database does. */
export function nameOf(switchd: Vswitchd, {id, name, type}: Datapath): string {
	return `${switchd.bridges.find(({datapath}) => datapath === id)?.type ?? type}@${name}`;
}

/** The datapath that a word means: one without a type means the kernel's (dp_parse_name). */
export function datapathNamed(switchd: Vswitchd, datapaths: readonly Datapath[], word: string): Datapath | undefined {
	const full = word.includes('@') ? word : `system@${word}`;
	return datapaths.find((each) => nameOf(switchd, each) === full);
}
