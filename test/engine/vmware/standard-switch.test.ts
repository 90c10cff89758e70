/** The vSphere Standard Switch: who tags, who gets what. Follows VMware's documentation; nothing of it can be recorded. */
import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE, tags} from '../../../source/engine/frame.js';
import {input, settle} from '../../../source/engine/history.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {toMac} from '../../../source/engine/mac.js';
import {deliveries, drops} from '../../../source/engine/trace.js';
import {deviceAtPath, machineOf} from '../../../source/engine/world.js';
import {historyOf} from '../../fixtures/macvlan-lab.js';

/** Guests vm1 and up in port groups with these VLANs; the uplink leads to `ext`. */
function esxLab(vlans: readonly number[]): LabFile {
	const guests = vlans.map((vlan, index) => ({
		name: `vm${index + 1}`,
		vlan,
		vnet: `vnet${index + 1}`,
		mac: `00:50:56:00:00:0${index + 1}`,
	}));
	return {
		machines: [
			{
				name: 'esx',
				role: 'host',
				devices: [
					...guests.map(({vnet}, index) => ({kind: 'nic' as const, name: vnet, mac: `02:00:00:00:ff:0${index + 1}`})),
					{kind: 'nic', name: 'vmnic0', mac: '02:00:00:00:ee:00'},
					{
						kind: 'standard-switch',
						name: 'vSwitch0',
						groups: guests.map(({name, vlan}) => ({name: `pg-${name}`, vlan})),
						ports: guests.map(({name, vnet}) => ({device: vnet, group: `pg-${name}`})),
						uplinks: ['vmnic0'],
					},
				],
			},
			...guests.map(({name, mac}) => ({name, role: 'vm' as const, devices: [{kind: 'nic' as const, name: 'eth0', mac}]})),
			{name: 'ext', role: 'external', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:99'}]},
		],
		links: [
			...guests.map(({name, vnet}) => ({ends: [`esx/${vnet}`, `${name}/eth0`] as [string, string], kind: 'virtual' as const})),
			{ends: ['esx/vmnic0', 'ext/eth0']},
		],
	};
}

const MACS: Record<string, string> = {
	vm1: '00:50:56:00:00:01',
	vm2: '00:50:56:00:00:02',
	vm3: '00:50:56:00:00:03',
	ext: '02:00:00:00:00:99',
	nobody: '02:00:00:00:00:77',
	all: 'ff:ff:ff:ff:ff:ff',
};

function createSender(vlans: readonly number[]) {
	const history = historyOf(esxLab(vlans));
	// The host tells the physical switch of its guests first.
	settle(history);
	const send = (from: string, to: string, vids: number[] = [], src = from): string[] => {
		const before = history.end;
		const frame = buildFrame({
			dst: toMac(MACS[to] ?? to),
			src: toMac(MACS[src] ?? src),
			tags: vids.map((vid) => ({tpid: 0x8100, pcp: 0, dei: false, vid})),
			etherType: ETHERTYPE.experimental,
			payload: new Uint8Array(46),
		});
		input(history, {kind: 'frame', device: (deviceAtPath(history.world, `${from}/eth0`) as {id: number}).id, frame});
		settle(history);
		const trace = history.trace.filter(({id}) => id >= before);
		const got = deliveries(trace).map(({device, frame: {bytes}}) => {
			const found = tags({bytes}).map(({vid}) => vid);
			const name = machineOf(history.world, device).name;
			return found.length === 0 ? name : `${name}:${found.join()}`;
		});
		return got.length === 0 ? drops(trace).map(({reason}) => reason) : got.sort();
	};
	return {history, send};
}

describe('a vSphere Standard Switch', () => {
	it('switches between guests of one VLAN without the uplink, whatever their port groups', () => {
		const {send} = createSender([10, 10, 20]);
		expect(send('vm1', 'vm2')).toEqual(['vm2']);
	});

	it('knows its guests and has nothing to learn: the first frame is already unicast', () => {
		const {send} = createSender([0, 0, 0]);
		expect(send('vm1', 'vm3')).toEqual(['vm3']);
	});

	it('sends what is for nobody here to the uplink, and floods nothing', () => {
		const {send} = createSender([10, 10, 10]);
		expect(send('vm1', 'nobody')).toEqual(['ext:10']);
	});

	it('drops what comes from the uplink for nobody here', () => {
		const {send} = createSender([10, 10, 10]);
		expect(send('ext', 'nobody', [10])).toEqual(['vmware-unknown-destination']);
		expect(send('ext', 'vm2', [20])).toEqual(['vmware-unknown-destination']);
		expect(send('ext', 'vm2', [10])).toEqual(['vm2']);
	});

	it('drops what comes from the uplink for all of a VLAN that no guest has, and does not call that an unknown address', () => {
		const {send} = createSender([10, 10]);
		expect(send('ext', 'all', [20])).toEqual(['vmware-no-receiver']);
	});

	it('sends a frame for a guest in another VLAN outside, where a router may be', () => {
		const {send} = createSender([10, 20]);
		expect(send('vm1', 'vm2')).toEqual(['ext:10']);
	});

	it('tags outside with VLAN 0 (EST), here with 1 to 4094 (VST), in the guest with 4095 (VGT)', () => {
		const {send} = createSender([0, 10, 4095]);
		expect(send('vm1', 'all')).toEqual(['ext', 'vm3']);
		expect(send('vm2', 'all')).toEqual(['ext:10', 'vm3:10']);
		expect(send('vm3', 'all', [10])).toEqual(['ext:10', 'vm2']);
		expect(send('vm3', 'all')).toEqual(['ext', 'vm1']);
		expect(send('vm3', 'all', [30])).toEqual(['ext:30']);
	});

	it('drops what a guest tags itself in a group of VLAN 0 or 1 to 4094', () => {
		const {send} = createSender([0, 10, 4095]);
		expect(send('vm1', 'all', [10])).toEqual(['vlan-not-allowed']);
		expect(send('vm2', 'all', [10])).toEqual(['vlan-not-allowed']);
	});

	it('drops its own broadcast when the physical switch reflects it', () => {
		const {send} = createSender([10, 10]);
		expect(send('ext', 'all', [10], 'vm1')).toEqual(['vmware-reflected']);
	});

	it('keeps switching between guests when the uplink is cut', () => {
		const {history, send} = createSender([10, 10]);
		input(history, {
			kind: 'change',
			change: {kind: 'cut', device: (deviceAtPath(history.world, 'esx/vmnic0') as {id: number}).id, cut: true},
		});
		expect(send('vm1', 'vm2')).toEqual(['vm2']);
		expect(send('vm1', 'nobody')).toEqual(['vmware-no-uplink']);
	});

	it('reaches a guest at the address that it took since', () => {
		const {history, send} = createSender([10, 10]);
		const device = (deviceAtPath(history.world, 'vm2/eth0') as {id: number}).id;
		input(history, {kind: 'change', change: {kind: 'set-mac', device, mac: toMac('00:50:56:00:00:77')}});
		expect(send('vm1', '00:50:56:00:00:77')).toEqual(['vm2']);
		expect(send('vm1', 'vm2')).toEqual(['ext:10']);
	});

	it('knows no guest that is powered off: it may speak from elsewhere', () => {
		const {history, send} = createSender([10, 10]);
		const device = (deviceAtPath(history.world, 'vm2/eth0') as {id: number}).id;
		expect(send('ext', 'vm1', [10], 'vm2')).toEqual(['vmware-reflected']);
		input(history, {kind: 'change', change: {kind: 'set-up', device, up: false}});
		expect(send('ext', 'vm1', [10], 'vm2')).toEqual(['vm1']);
	});
});
