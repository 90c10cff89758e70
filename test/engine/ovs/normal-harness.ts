/** What tests of NORMAL have in common: time that passes, and the MAC table as `fdb/show` prints it. */
import {formatMac} from '../../../source/engine/mac.js';
import {listMacs} from '../../../source/engine/ovs/mac/mac-learning.js';
import {armSwitchd} from '../../../source/engine/ovs/run.js';
import {createTicker} from '../../../source/engine/tick.js';
import type {OvsLab} from './ovs-lab.js';

const MILLISECOND = 1_000_000;

/** Time passes, and whatever is due happens. */
export function warp({world, host, sink}: OvsLab, ms: number): void {
	// A translation that is only asked for sets no timer.
	armSwitchd(world, host, sink);
	world.until = world.now + ms * MILLISECOND;
	const {tick} = createTicker(world, false);
	while (tick());
}

export interface FdbRow {
	port: string;
	vlan: number;
	mac: string;
	age: number | 'static';
}

/** Least recently used first. */
export function fdb(lab: OvsLab, bridge?: string): FdbRow[] {
	return listMacs(lab.bridge(bridge).macs, lab.world.now).map(({port, vlan, mac, age, static: isStatic}) => ({
		port,
		vlan,
		mac: formatMac(mac),
		age: isStatic ? 'static' : age,
	}));
}
