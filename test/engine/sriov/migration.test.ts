/** A guest with a virtual function moves from host to host (challenge L9-C3), or may not. */
import {describe, expect, it} from 'vitest';
import {describeWorld} from '../../../source/engine/describe-world.js';
import {causesOf} from '../../../source/engine/trace.js';
import {deviceAtPath, peerOf} from '../../../source/engine/world.js';
import {migrationLab, VM_MAC} from '../../fixtures/migration-lab.js';
import {bench, SECOND} from '../../fixtures/two-stations.js';

type Bench = ReturnType<typeof bench>;

/** By which device the pair sent each of its frames since tick `since`, without repetition. */
function pathsOf({history}: Bench, since = 0): string[] {
	const halves = history.trace
		.filter(({id}) => id >= since)
		.flatMap((node) => causesOf(node).flatMap((cause) => (cause.kind === 'failover-path' ? [cause.half] : [])));
	return halves.filter((half, index) => half !== halves[index - 1]);
}

function migrate(lab: Bench, vf?: string) {
	return lab.change({
		kind: 'migrate',
		machine: lab.machine('vm').id,
		port: lab.device('host2/tap0'),
		...(vf === undefined ? {} : {vf: lab.device(vf)}),
	});
}

describe('live migration with a failover pair', () => {
	it('loses at most one ping, and the path is the virtual function before and after', () => {
		const lab = bench(migrationLab());
		lab.ping('peer', '10.0.0.1', 3);
		lab.wait(4);
		expect(pathsOf(lab)).toEqual(['primary']);
		lab.ping('peer', '10.0.0.1', 10);
		lab.wait(1.5);
		const began = lab.history.end;
		expect(migrate(lab, 'host2/eth0v0')).toMatchObject({kind: 'done'});
		lab.wait(12);
		const {sentAt, events} = lab.lastPing('peer');
		const answered = events.filter(({kind}) => kind === 'reply').length;
		expect(sentAt).toHaveLength(10);
		expect(answered).toBeGreaterThanOrEqual(9);
		expect(pathsOf(lab, began)).toEqual(['standby', 'primary']);
		const after = lab.history.end;
		lab.ping('peer', '10.0.0.1', 2);
		lab.wait(4);
		expect(pathsOf(lab, after)).toEqual(['primary']);
	});

	it('keeps the pings of the guest itself, too', () => {
		const lab = bench(migrationLab());
		lab.ping('vm', '10.0.0.99', 10);
		lab.wait(1.5);
		migrate(lab, 'host2/eth0v0');
		lab.wait(12);
		expect(lab.lastPing('vm').events.filter(({kind}) => kind === 'reply').length).toBeGreaterThanOrEqual(9);
	});

	it('stands still for a while: what comes is lost, and what the guest would do waits', () => {
		const lab = bench(migrationLab());
		lab.ping('vm', '10.0.0.99', 30, {interval: SECOND / 10});
		const {now} = lab.history.world;
		migrate(lab, 'host2/eth0v0');
		lab.wait(6);
		const {sentAt, events} = lab.lastPing('vm');
		// Copied for 2 s, still for 0.3 s.
		expect(sentAt.filter((time) => time >= now + 2 * SECOND && time < now + 2.3 * SECOND)).toEqual([]);
		expect(sentAt).toHaveLength(30);
		expect(events.filter(({kind}) => kind === 'reply').length).toBeGreaterThanOrEqual(29);
	});

	it('leaves the guest on the new host, with its virtual function there', () => {
		const lab = bench(migrationLab());
		migrate(lab, 'host2/eth0v0');
		lab.wait(5);
		const {world} = lab.history;
		const nic = deviceAtPath(world, 'vm/eth0');
		expect(peerOf(world, nic?.id ?? -1)?.id).toBe(lab.device('host2/tap0'));
		const [vm] = describeWorld(world, 1).machines.filter(({name}) => name === 'vm');
		expect(vm?.devices).toMatchObject([
			{name: 'eth0'},
			{name: 'ens3', kind: 'failover'},
			{name: 'ens4', kind: 'vf', pf: 'host2/eth0', number: 0},
		]);
		expect(lab.machine('vm').migration).toBeUndefined();
		expect(migrateBack(lab)).toMatchObject({kind: 'done'});
	});

	it('arrives without a function when none is given, and works by virtio', () => {
		const lab = bench(migrationLab());
		migrate(lab);
		lab.wait(5);
		const since = lab.history.end;
		lab.ping('peer', '10.0.0.1', 2);
		lab.wait(4);
		expect(lab.lastPing('peer').events.map(({kind}) => kind)).toEqual(['reply', 'reply']);
		expect(pathsOf(lab, since)).toEqual(['standby']);
	});
});

function migrateBack(lab: Bench) {
	const {id} = lab.machine('vm');
	return lab.change({kind: 'migrate', machine: id, port: lab.device('host1/tap0'), vf: lab.device('host1/eth0v0')});
}

describe('live migration is refused', () => {
	it('when the guest has a virtual function and no standby', () => {
		expect(migrate(bench(migrationLab({pair: false})))).toEqual({
			kind: 'refused',
			errno: 'EOPNOTSUPP',
			message: "cannot migrate a domain with <hostdev mode='subsystem' type='pci'>",
		});
	});

	it('when the target cannot keep a function apart', () => {
		expect(migrate(bench(migrationLab({iommu: false})), 'host2/eth0v0')).toMatchObject({errno: 'EOPNOTSUPP'});
	});

	it('while the machine is on its way, and to where it is', () => {
		const lab = bench(migrationLab());
		const stay = {kind: 'migrate', machine: lab.machine('vm').id, port: lab.device('host1/tap0')} as const;
		expect(lab.change(stay)).toMatchObject({errno: 'EINVAL'});
		migrate(lab, 'host2/eth0v0');
		expect(migrate(lab, 'host2/eth0v0')).toMatchObject({errno: 'EBUSY'});
	});
});

describe('a guest on virtio alone', () => {
	it('moves without further ado, also from macvtap to macvtap on a virtual function', () => {
		const lab = migrationLab({pair: false});
		const [host1, host2, vm] = lab.machines as [(typeof lab.machines)[0], (typeof lab.machines)[0], (typeof lab.machines)[0]];
		for (const [index, host] of [host1, host2].entries()) {
			host.devices = [
				{kind: 'nic', name: 'eth0', mac: `02:00:00:00:0${index + 1}:00`, sriov: {model: 'x710', vfs: index === 0 ? [{mac: VM_MAC}] : 1}},
				{kind: 'vf', name: 'eth0v0', pf: `${host.name}/eth0`, number: 0},
				{kind: 'macvtap', name: 'tap0', lower: `${host.name}/eth0v0`, mode: 'passthru'},
			];
		}
		vm.devices = [{kind: 'nic', name: 'eth0', mac: VM_MAC, addresses: ['10.0.0.1/24']}];
		const moved = bench(lab);
		moved.ping('peer', '10.0.0.1', 10);
		moved.wait(1.5);
		expect(migrate(moved)).toEqual({kind: 'done'});
		moved.wait(12);
		expect(moved.lastPing('peer').events.filter(({kind}) => kind === 'reply').length).toBeGreaterThanOrEqual(9);
		expect(peerOf(moved.history.world, moved.device('vm/eth0'))?.id).toBe(moved.device('host2/tap0'));
	});
});
