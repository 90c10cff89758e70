/** Port mirroring of a vDS, to a port and by an uplink. */
import {describe, expect, it} from 'vitest';
import {tags} from '../../../source/engine/frame.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {crossings} from '../../../source/engine/trace.js';
import {pathOf} from '../../../source/engine/world.js';
import {macOf, opened, send, sendFrame} from '../../fixtures/esx-lab.js';

type Manager = NonNullable<LabFile['machines']>[number]['manager'];
type Session = NonNullable<NonNullable<NonNullable<NonNullable<Manager>['switches']>[number]>['mirrors']>[number];

/** vm3 listens to vm1. */
function mirrored(session: Partial<Session>): ReturnType<typeof opened> {
	const mirrors = [{name: 'm', sources: [{port: 'esx/vnet1'}], ports: ['esx/vnet3'], ...session}];
	return opened({
		managers: [{name: 'vcenter', manager: {kind: 'vcenter', switches: [{name: 'dvs', groups: [{name: 'a', vlan: 10}], mirrors}]}}],
		hosts: [{name: 'esx', nics: 1, switches: [{kind: 'distributed-switch', name: 'dvs', of: 'vcenter/dvs', uplinks: ['vmnic0']}]}],
		guests: ['vm1', 'vm2', 'vm3'].map((name) => ({name, group: 'a', at: 'esx/dvs'})),
	});
}

describe('port mirroring', () => {
	it('copies what comes from a guest, what goes to it, or both', () => {
		const seen = (way: 'ingress' | 'egress' | 'both'): string[][] => {
			const history = mirrored({sources: [{port: 'esx/vnet1', way}]});
			return [send(history, 'vm1', macOf(2)), send(history, 'vm2', macOf(1))];
		};
		expect(seen('ingress')).toEqual([['vm2', 'vm3'], ['vm1']]);
		expect(seen('egress')).toEqual([['vm2'], ['vm1', 'vm3']]);
		expect(seen('both')).toEqual([
			['vm2', 'vm3'],
			['vm1', 'vm3'],
		]);
	});

	it('keeps a port that listens from everything else, unless normal I/O is allowed', () => {
		const history = mirrored({});
		expect(send(history, 'vm3', macOf(2))).toEqual(['vmware-listener']);
		expect(send(history, 'vm2', macOf(3))).not.toContain('vm3');
		const both = mirrored({normalIo: true});
		expect([send(both, 'vm3', macOf(2)), send(both, 'vm2', macOf(3))]).toEqual([['vm2'], ['vm3']]);
	});

	it('does nothing while it is disabled', () => {
		const history = mirrored({enabled: false});
		expect([send(history, 'vm1', macOf(2)), send(history, 'vm3', macOf(2))]).toEqual([['vm2'], ['vm2']]);
	});

	it('sends copies by an uplink in a VLAN of their own, cut to length', () => {
		const history = mirrored({ports: [], uplinks: ['uplink1'], vlan: 99, length: 40});
		const copies = crossings(sendFrame(history, 'vm1', macOf(2))).filter(({from}) => pathOf(history.world, from) === 'esx/vmnic0');
		expect(copies.map(({frame}) => [tags(frame).map(({vid}) => vid), frame.bytes.length])).toEqual([[[99], 44]]);
	});
});
