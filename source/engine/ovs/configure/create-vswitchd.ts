/** Open vSwitch installed on a machine: an empty database and a daemon that has nothing to do yet. */
import type {DatapathType} from '../../devices/datapath/datapath-device.js';
import type {Seeded} from '../../random.js';
import {createCoverage} from '../coverage.js';
import {createDatabase, rootOf} from '../database/database.js';
import {writeColumns} from '../database/database-status.js';
import {createRevalidator} from '../revalidator.js';
import {DEFAULT_RELEASE, DEFAULT_SETTINGS, type Vswitchd} from '../vswitchd.js';

interface VswitchdOptions {
	/** 301 is release 3.1. */
	release?: number;
	/** `--enable-dummy=override` */
	datapathOverride?: DatapathType;
}

/** The daemon after `systemctl start openvswitch-switch` on a machine that never had a bridge. UUIDs come from `seeded`. */
export function createVswitchd(seeded: Seeded, options: VswitchdOptions = {}): Vswitchd {
	const release = options.release ?? DEFAULT_RELEASE;
	const database = createDatabase(seeded);
	// The start script writes it down; who starts the daemon for a test has none.
	if (!options.datapathOverride)
		writeColumns(database, 'Open_vSwitch', rootOf(database).uuid, {ovs_version: `${Math.floor(release / 100)}.${release % 100}.0`});
	return {
		running: true,
		release,
		datapathOverride: options.datapathOverride,
		database,
		bridges: [],
		settings: {...DEFAULT_SETTINGS},
		revalidator: createRevalidator(),
		coverage: createCoverage(0),
		recirculations: [],
		nextRecirculation: 1,
	};
}
