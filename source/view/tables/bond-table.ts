/** Bonds of Open vSwitch and of Linux, member by member: who sends, and what LACP has agreed. */
import type {BondDevice, Slave} from '../../engine/devices/bonding/bond-device.js';
import type {Bond} from '../../engine/ovs/bond/bond-state.js';
import {deviceAt, machineOf, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import type {Recent} from './recent.js';
import {column, type Row, type Table} from './table.js';

type TableWords = Catalogue['tables'];

export function bondTable(world: World, recent: Recent, words: TableWords): Table {
	const ofOvs = world.machines.flatMap((machine) =>
		(machine.vswitchd?.bridges ?? []).flatMap((bridge) =>
			bridge.ports.flatMap(({name, bond}) =>
				(bond?.members ?? []).map((member): Row => {
					const port = bridge.ofPorts.get(member.port);
					const news = recent.causes.find(
						({cause, device}) =>
							cause.kind === 'ovs-bond-member' &&
							cause.port === name &&
							cause.member === port?.name &&
							deviceAt(world, device).machine === machine.id,
					);
					const state = stateOfMember(bond as Bond, member.port, member.enabled, words);
					const cells = [`${machine.name}/${name}`, port?.name ?? '', (bond as Bond).mode, state, (bond as Bond).lacpStatus];
					return {cells, change: news && 'changed', cause: news?.node};
				}),
			),
		),
	);
	const ofLinux = world.devices.flatMap((bond) => {
		if (!bond.present || bond.kind !== 'bond') return [];
		return bond.slaves.map((slave): Row => {
			const news = recent.causes.find(({cause}) => 'slave' in cause && cause.slave === slave.device);
			const cells = [
				`${machineOf(world, bond.id).name}/${bond.name}`,
				deviceAt(world, slave.device).name,
				bond.options.mode,
				stateOfSlave(bond, slave, words),
				slave.port?.mux ?? '',
			];
			return {cells, change: news && 'changed', cause: news?.node};
		});
	});
	return {
		title: words.names.bonds,
		columns: [column(words.bond, 1), column(words.member), column(words.mode, 3), column(words.state), column('LACP', 2)],
		rows: [...ofOvs, ...ofLinux],
		empty: words.emptyBonds,
	};
}

/** In active-backup one member is active and the others wait; elsewhere all that are enabled send. */
function stateOfMember(bond: Bond, port: number, enabled: boolean, words: TableWords): string {
	if (!enabled) return words.down;
	if (bond.active === port) return words.active;
	return bond.mode === 'active-backup' ? words.waits : words.sends;
}

function stateOfSlave(bond: BondDevice, slave: Slave, words: TableWords): string {
	if (slave.link === 'down' || slave.link === 'back') return words.down;
	if (bond.options.mode === 'active-backup') return bond.current === slave.device ? words.active : words.waits;
	return slave.backup ? words.waits : words.sends;
}
