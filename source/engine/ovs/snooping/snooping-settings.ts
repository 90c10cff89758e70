/** What the database says about multicast snooping of a bridge and its ports (vswitchd/bridge.c, bridge_configure_mcast_snooping). */

import {booleanSetting, integerSetting} from '../configure/settings.js';
import {flagOf, type Row} from '../database/database.js';
import {hashOrder} from '../translate/hash-order.js';
import type {OvsBridge} from '../vswitchd.js';
import {createMcastSnooping, setMcastAgeing, setMcastFlooding, setMcastTableSize} from './mcast-snooping.js';

/** Switches snooping on or off and sets it; `rows` are those of the ports by name. */
export function configureSnooping(bridge: OvsBridge, row: Row, rows: ReadonlyMap<string, Row>): void {
	if (!flagOf(row, 'mcast_snooping_enable')) {
		bridge.snooping = undefined;
		return;
	}
	bridge.snooping ??= createMcastSnooping();
	const {snooping} = bridge;
	setMcastAgeing(snooping, integerSetting(row, 'mcast-snooping-aging-time', 0));
	setMcastTableSize(snooping, integerSetting(row, 'mcast-snooping-table-size', 0));
	const flagged = (key: string): string[] =>
		hashOrder(bridge.ports.map(({name}) => name)).flatMap((name) => {
			const port = rows.get(name);
			return port && booleanSetting(port, key, false) ? [name] : [];
		});
	const flood = !booleanSetting(row, 'mcast-snooping-disable-flood-unregistered', false);
	setMcastFlooding(snooping, flood, flagged('mcast-snooping-flood'), flagged('mcast-snooping-flood-reports'));
}
