/** From the database to bridges, ports, datapath ports and devices. */
import {beforeEach, describe, expect, it} from 'vitest';
import {listRules} from '../../../source/engine/flow/flow-tables.js';
import {formatMac, toMac} from '../../../source/engine/mac.js';
import {isOperational} from '../../../source/engine/netdev.js';
import {addBridge, addPort, deletePort, setColumns, setOf, settings} from '../../../source/engine/ovs/configure/configuration.js';
import {numberOf, type OvsdbValue, rootOf, rowNamed, textOf} from '../../../source/engine/ovs/database/database.js';
import {listMacs} from '../../../source/engine/ovs/mac/mac-learning.js';
import {hashOrder} from '../../../source/engine/ovs/translate/hash-order.js';
import {ofPortNamed} from '../../../source/engine/ovs/vswitchd.js';
import {deviceAtPath, deviceNamed} from '../../../source/engine/world.js';
import {addStation, type BridgeDescription, type OvsLab, type OvsLabDescription, ovsLab} from './ovs-lab.js';

const kernel = {datapathOverride: undefined};

function device(lab: OvsLab, name: string) {
	const found = deviceNamed(lab.world, lab.host, name);
	if (!found) throw new Error(`no device ${name}`);
	return found;
}

function numbers(lab: OvsLab, bridge = 'br0'): string[] {
	return [...lab.bridge(bridge).ofPorts.values()].map(({name, number, datapathPort}) => `${name} ${number}/${datapathPort}`);
}

function column(lab: OvsLab, table: 'Bridge' | 'Interface', name: string, which: string): string | number | undefined {
	const row = rowNamed(lab.switchd.database, table, name);
	return row && (numberOf(row, which) ?? textOf(row, which));
}

function set(lab: OvsLab, table: 'Bridge' | 'Port' | 'Interface', name: string, columns: Record<string, OvsdbValue>): void {
	lab.transact(setColumns(lab.switchd.database, table, name, columns));
}

function learn(lab: OvsLab, port: string, mac: string, vlan = 0, bridge = 'br0'): void {
	lab.apply({kind: 'ovs-fdb-add', machine: lab.host.id, bridge, port, vlan, mac: toMac(mac)});
}

function macs(lab: OvsLab, bridge = 'br0'): string[] {
	return listMacs(lab.bridge(bridge).macs, lab.world.now).map(({mac, vlan, port}) => `${formatMac(mac)} ${vlan} ${port}`);
}

describe('numbers of ports', () => {
	it('of OpenFlow are given one after the other, and those of the datapath by the names of dummies', () => {
		expect(numbers(ovsLab({bridges: {br0: {ports: {p1: {}, eth7: {}, x: {}}}}}))).toEqual(['br0 65534/100', 'p1 1/1', 'eth7 2/7', 'x 3/2']);
	});

	it('of the kernel datapath are the lowest that are free', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {ports: {eth7: {}, eth8: {}}}, br1: {ports: {eth9: {}}}}});
		expect([...numbers(lab), ...numbers(lab, 'br1')]).toEqual(['br0 65534/1', 'eth7 1/2', 'eth8 2/3', 'br1 65534/4', 'eth9 1/5']);
		lab.transact(deletePort(lab.switchd.database, 'br0', 'eth7'));
		lab.transact(addPort(lab.switchd.database, 'br1', 'eth7'));
		expect(numbers(lab, 'br1')).toEqual(['br1 65534/4', 'eth9 1/5', 'eth7 2/2']);
	});

	it('that were asked for are given, and the others go around them', () => {
		const lab = ovsLab({bridges: {br0: {ports: {a: {ofport: 2}, b: {}, c: {}, d: {ofport: 2}}}}});
		expect(numbers(lab).map((line) => line.split('/')[0])).toEqual(['br0 65534', 'a 2', 'b 1', 'c 3', 'd 4']);
	});

	it('that a port gave back are not given to another one within the hour', () => {
		const lab = ovsLab({bridges: {br0: {ports: {a: {}, b: {}}}}});
		lab.transact(deletePort(lab.switchd.database, 'br0', 'a'));
		lab.transact(addPort(lab.switchd.database, 'br0', 'c'));
		expect(ofPortNamed(lab.bridge(), 'c')?.number).toBe(3);
		lab.world.now += 3_600_000_000_001;
		const {numbers: given} = lab.bridge();
		given.last = 0;
		lab.transact(addPort(lab.switchd.database, 'br0', 'd'));
		expect(ofPortNamed(lab.bridge(), 'd')?.number).toBe(1);
	});

	it('of several ports that come at once follow the order of the table of names', () => {
		expect(hashOrder(['p2', 'p3', 'p4', 'p5']).sort()).toEqual(['p2', 'p3', 'p4', 'p5']);
		const lab = ovsLab({bridges: {br0: {}}});
		const {database} = lab.switchd;
		const named = ['p2', 'p3', 'p4', 'p5'].flatMap((name, index) =>
			addPort(database, 'br0', name).map((operation) => JSON.parse(JSON.stringify(operation).replaceAll('"port', `"port${index}`))),
		);
		lab.transact(named.map((operation) => ({...operation, ...('column' in operation ? {column: 'ports'} : {})})));
		// As recorded from the real daemon with one local port: see interfaces.json.
		expect(
			numbers(lab)
				.slice(1)
				.map((line) => line.split(' ')[0]),
		).toEqual(hashOrder(['br0', 'p2', 'p3', 'p4', 'p5']).filter((name) => name !== 'br0'));
	});

	it('change places when a port asks for the number of another one that did not ask for it', () => {
		const lab = ovsLab({bridges: {br0: {ports: {a: {}, b: {ofport: 5}}}}});
		set(lab, 'Interface', 'b', {ofport_request: 1});
		expect(ofPortNamed(lab.bridge(), 'b')?.number).toBe(1);
		expect(ofPortNamed(lab.bridge(), 'a')?.number).toBe(2);
	});
});

describe('the datapath of a machine', () => {
	it('comes with the first bridge and goes with the last', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {ports: {eth0: {}}}, br1: {}}});
		const datapath = device(lab, 'ovs-system');
		expect(datapath).toMatchObject({kind: 'datapath', type: 'system'});
		expect(device(lab, 'eth0')).toMatchObject({master: datapath.id, masterPort: 2, promiscuity: 1});
		const {database} = lab.switchd;
		lab.transact([{op: 'update', table: 'Open_vSwitch', uuid: rootOf(database).uuid, row: {bridges: setOf()}}]);
		expect(deviceAtPath(lab.world, 'host/ovs-system')).toBeUndefined();
		expect(deviceAtPath(lab.world, 'host/br0')).toBeUndefined();
		expect(device(lab, 'eth0')).toMatchObject({master: -1, masterPort: 0, promiscuity: 0});
	});

	it('is one a type', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {}, br1: {columns: {datapath_type: 'netdev'}}}});
		expect([device(lab, 'ovs-system'), device(lab, 'ovs-netdev')]).toMatchObject([{type: 'system'}, {type: 'netdev'}]);
		set(lab, 'Bridge', 'br0', {datapath_type: 'netdev'});
		expect(deviceAtPath(lab.world, 'host/ovs-system')).toBeUndefined();
		expect(lab.bridge().datapath).toBe(lab.bridge('br1').datapath);
	});

	it('has one port for all tunnels of a kind', () => {
		const tunnel = (key: string, port?: string) => ({
			type: 'vxlan',
			options: {remote_ip: '10.0.0.9', key, ...(port === undefined ? {} : {dst_port: port})},
		});
		const lab = ovsLab({
			...kernel,
			bridges: {br0: {ports: {v1: tunnel('1'), v2: tunnel('2'), v3: tunnel('3', '8472'), g: {type: 'gre', options: {remote_ip: 'flow'}}}}},
		});
		expect(numbers(lab)).toEqual(['br0 65534/1', 'v1 1/2', 'v2 2/2', 'v3 3/3', 'g 4/4']);
		lab.transact(deletePort(lab.switchd.database, 'br0', 'v1'));
		const names = () => {
			const datapath = device(lab, 'ovs-system');
			return datapath.kind === 'datapath' && datapath.ports.flatMap((port) => ('name' in port ? [port.name] : []));
		};
		expect(names()).toEqual(['vxlan_sys_4789', 'vxlan_sys_8472', 'gre_sys']);
		lab.transact(deletePort(lab.switchd.database, 'br0', 'v2'));
		expect(names()).toEqual(['vxlan_sys_8472', 'gre_sys']);
	});

	it('does without patch ports', () => {
		const lab = ovsLab({
			bridges: {br0: {ports: {pa: {type: 'patch', options: {peer: 'pb'}}}}, br1: {ports: {pb: {type: 'patch', options: {peer: 'pa'}}}}},
		});
		expect(numbers(lab)[1]).toBe('pa 1/-1');
		expect([column(lab, 'Interface', 'pa', 'error'), column(lab, 'Interface', 'pb', 'error')]).toEqual(['', '']);
		lab.transact(deletePort(lab.switchd.database, 'br1', 'pb'));
		expect(column(lab, 'Interface', 'pa', 'error')).toBe("No usable peer 'pb' exists in 'system' datapath.");
	});
});

describe('an interface that cannot be made', () => {
	it.each<[string, OvsLabDescription['bridges'][string]['ports'], string]>([
		['of a type that is unknown', {x: {type: 'geneve'}}, 'could not open network device x (Address family not supported by protocol)'],
		['without remote end', {x: {type: 'vxlan'}}, "x: vxlan type requires valid 'remote_ip' argument"],
		['with a group for remote end', {x: {type: 'gre', options: {remote_ip: '224.1.1.1'}}}, 'x: multicast remote_ip=224.1.1.1 not allowed'],
		['that is its own peer', {x: {type: 'patch', options: {peer: 'x'}}}, 'x: patch peer must not be self'],
		['with the name of a device that is there', {ovs: {type: 'internal'}, lo0: {}}, ''],
	])('%s has the number -1 and says why', (_, ports, error) => {
		const lab = ovsLab({...kernel, bridges: {br0: {ports: ports ?? {}}}});
		const [name = ''] = Object.keys(ports ?? {});
		expect(column(lab, 'Interface', name, 'error')).toBe(error);
		if (error !== '') expect(column(lab, 'Interface', name, 'ofport')).toBe(-1);
	});

	it('is made when its device comes', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {}}});
		lab.transact(addPort(lab.switchd.database, 'br0', 'eth9'));
		expect(column(lab, 'Interface', 'eth9', 'error')).toBe('could not open network device eth9 (No such device)');
		addStation(lab.world, lab.host, 'eth9', lab.apply);
		expect(column(lab, 'Interface', 'eth9', 'error')).toBe('');
		expect(numbers(lab)).toEqual(['br0 65534/1', 'eth9 1/2']);
		expect(device(lab, 'eth9').master).toBe(lab.bridge().datapath);
	});

	it('is one whose device is the port of a bridge, until that lets it go', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {}}});
		addStation(lab.world, lab.host, 'eth9', lab.apply);
		const made = lab.apply({kind: 'add-bridge', machine: lab.host.id, name: 'lb0', options: {}});
		const master = made.kind === 'done' ? (made.device as number) : -1;
		lab.apply({kind: 'enslave', device: device(lab, 'eth9').id, master});
		lab.transact(addPort(lab.switchd.database, 'br0', 'eth9'));
		expect(column(lab, 'Interface', 'eth9', 'error')).toBe('could not add network device eth9 to ofproto (Device or resource busy)');
		lab.apply({kind: 'release', device: device(lab, 'eth9').id});
		expect(numbers(lab)).toEqual(['br0 65534/1', 'eth9 1/2']);
	});

	it('is one whose device was deleted, moved or renamed', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {ports: {eth0: {}, eth1: {}, eth2: {}}}}});
		lab.apply({kind: 'delete', device: device(lab, 'eth0').id});
		lab.apply({kind: 'rename', device: device(lab, 'eth1').id, name: 'wan'});
		lab.apply({kind: 'move', device: device(lab, 'eth2').id, machine: 1});
		expect(numbers(lab)).toEqual(['br0 65534/1']);
		expect(['eth0', 'eth1', 'eth2'].map((name) => column(lab, 'Interface', name, 'ofport'))).toEqual([-1, -1, -1]);
		expect(device(lab, 'wan').master).toBe(-1);
		lab.apply({kind: 'rename', device: device(lab, 'wan').id, name: 'eth1'});
		expect(numbers(lab)).toEqual(['br0 65534/1', 'eth1 4/2']);
	});
});

describe('the MAC of a bridge', () => {
	let lab: OvsLab;

	beforeEach(() => {
		lab = ovsLab({...kernel, bridges: {br0: {ports: {eth0: {}, eth1: {}}}}});
	});

	const mac = () => formatMac(lab.bridge().mac);
	const give = (name: string, address: string) => lab.apply({kind: 'set-mac', device: device(lab, name).id, mac: toMac(address)});

	it('is made of its UUID as long as no port has one that a manufacturer gave', () => {
		const uuid = rowNamed(lab.switchd.database, 'Bridge', 'br0')?.uuid ?? '';
		const octets = [6, 4, 2, 0, 16, 14].map((at) => uuid.slice(at, at + 2));
		octets[0] = ((Number.parseInt(octets[0] as string, 16) & 0xfe) | 2).toString(16).padStart(2, '0');
		expect(mac()).toBe(octets.join(':'));
		expect(formatMac(device(lab, 'br0').mac)).toBe(mac());
	});

	it('is the lowest real one of its ports', () => {
		give('eth1', '00:16:3e:00:00:02');
		expect(mac()).toBe('00:16:3e:00:00:02');
		give('eth0', '00:16:3e:00:00:01');
		expect(mac()).toBe('00:16:3e:00:00:01');
		expect(lab.bridge().datapathId).toBe('000000163e000001');
		lab.transact(deletePort(lab.switchd.database, 'br0', 'eth0'));
		expect(mac()).toBe('00:16:3e:00:00:02');
		expect(column(lab, 'Interface', 'br0', 'mac_in_use')).toBe('00:16:3e:00:00:02');
	});

	it('is what the administrator wants, but no group and not zero', () => {
		set(lab, 'Bridge', 'br0', {other_config: settings({hwaddr: '02:00:00:00:00:99', 'datapath-id': '0x7b'})});
		expect([mac(), lab.bridge().datapathId, column(lab, 'Bridge', 'br0', 'datapath_id')]).toEqual([
			'02:00:00:00:00:99',
			'000000000000007b',
			'000000000000007b',
		]);
		give('eth1', '00:16:3e:00:00:02');
		set(lab, 'Bridge', 'br0', {other_config: settings({hwaddr: '03:00:00:00:00:99'})});
		expect(mac()).toBe('00:16:3e:00:00:02');
	});

	it('does not come from the output port of a mirror', () => {
		give('eth0', '00:16:3e:00:00:01');
		give('eth1', '00:16:3e:00:00:02');
		const {database} = lab.switchd;
		lab.transact([
			{
				op: 'insert',
				table: 'Mirror',
				name: 'm',
				row: {name: 'm0', select_all: true, output_port: {uuid: rowNamed(database, 'Port', 'eth0')?.uuid as string}},
			},
			{op: 'update', table: 'Bridge', uuid: rowNamed(database, 'Bridge', 'br0')?.uuid as string, row: {mirrors: {named: 'm'}}},
		]);
		expect(mac()).toBe('00:16:3e:00:00:02');
	});
});

describe('VLANs of a port', () => {
	const vlans = (columns: BridgeDescription['ports']) => {
		const port = ovsLab({bridges: {br0: {ports: columns ?? {}}}}).bridge().ports[1];
		const list = (bits: Uint32Array | undefined) =>
			bits ? Array.from({length: 4096}, (_, vlan) => vlan).filter((vlan) => ((bits[vlan >> 5] as number) >>> (vlan & 31)) & 1) : 'all';
		return port && [port.vlanMode, port.tag, list(port.trunks), list(port.cvlans)];
	};

	it.each([
		[{}, ['trunk', 0, 'all', 'all']],
		[{trunks: [10, 20]}, ['trunk', 0, [10, 20], 'all']],
		[{tag: 10}, ['access', 10, 'all', 'all']],
		[{tag: 10, trunks: [20]}, ['access', 10, 'all', 'all']],
		[{vlan_mode: 'access'}, ['access', 0, 'all', 'all']],
		[{tag: 10, vlan_mode: 'trunk', trunks: [20]}, ['trunk', 0, [20], 'all']],
		[{tag: 10, vlan_mode: 'native-tagged', trunks: [0, 20]}, ['native-tagged', 10, [10, 20], 'all']],
		[{tag: 10, vlan_mode: 'native-untagged', trunks: [10, 20]}, ['native-untagged', 10, [10, 20], 'all']],
		[{vlan_mode: 'native-untagged', trunks: [20]}, ['native-untagged', 0, [20], 'all']],
		[{tag: 10, vlan_mode: 'dot1q-tunnel', cvlans: [5], trunks: [7]}, ['dot1q-tunnel', 10, 'all', [5]]],
		[{tag: 10, cvlans: [5]}, ['access', 10, 'all', 'all']],
	])('%j are %j', (columns, expected) => {
		expect(vlans({p1: columns})).toEqual(expected);
	});

	it('that are native always carry their own, and never 0', () => {
		const port = ovsLab({bridges: {br0: {ports: {p1: {tag: 10, vlan_mode: 'native-tagged'}}}}}).bridge().ports[1];
		const carries = (vlan: number) => (((port?.trunks?.[vlan >> 5] as number) >>> (vlan & 31)) & 1) === 1;
		expect([carries(0), carries(10), carries(11)]).toEqual([false, true, true]);
	});

	it('make it forget its stations when they change, and only its own', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}, p2: {}}}}});
		learn(lab, 'p1', '02:00:00:00:00:11');
		learn(lab, 'p2', '02:00:00:00:00:22');
		set(lab, 'Port', 'p1', {other_config: settings({'bond-hash-basis': '1'})});
		expect(macs(lab)).toEqual(['02:00:00:00:00:11 0 p1', '02:00:00:00:00:22 0 p2']);
		set(lab, 'Port', 'p1', {trunks: setOf(5)});
		expect(macs(lab)).toEqual(['02:00:00:00:00:22 0 p2']);
		set(lab, 'Port', 'p2', {protected: true});
		expect(macs(lab)).toEqual([]);
	});
});

describe('a port that is deleted', () => {
	it('takes its stations along, on other bridges too', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}, p2: {}}}, br1: {ports: {p3: {}}}}});
		learn(lab, 'p1', '02:00:00:00:00:11');
		learn(lab, 'p2', '02:00:00:00:00:22');
		learn(lab, 'p3', '02:00:00:00:00:11', 0, 'br1');
		learn(lab, 'p3', '02:00:00:00:00:22', 0, 'br1');
		lab.transact(deletePort(lab.switchd.database, 'br0', 'p1'));
		expect([macs(lab), macs(lab, 'br1')]).toEqual([['02:00:00:00:00:22 0 p2'], ['02:00:00:00:00:22 0 p3']]);
	});

	it('leaves the others their numbers and stations', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}, p2: {}}}}});
		learn(lab, 'p2', '02:00:00:00:00:22', 7);
		lab.transact(deletePort(lab.switchd.database, 'br0', 'p1'));
		expect([numbers(lab), macs(lab)]).toEqual([['br0 65534/100', 'p2 2/2'], ['02:00:00:00:00:22 7 p2']]);
	});
});

describe('settings of a bridge', () => {
	it('follow its row', () => {
		const lab = ovsLab({
			otherConfig: {'vlan-limit': '2', 'flow-limit': '5000', 'max-idle': '2000', 'emc-insert-inv-prob': '1', 'smc-enable': 'true'},
			bridges: {
				br0: {
					columns: {
						fail_mode: 'secure',
						flood_vlans: [5],
						other_config: {'forward-bpdu': 'TRUE', 'mac-aging-time': '20', 'mac-table-size': '50', 'dp-desc': 'lab'},
					},
				},
			},
		});
		expect(lab.bridge()).toMatchObject({
			failMode: 'secure',
			forwardBpdu: true,
			vlanLimit: 2,
			description: 'lab',
			macs: {ageing: 20, maxEntries: 50},
		});
		expect(lab.bridge().floodVlans?.[0]).toBe(1 << 5);
		expect(lab.switchd.settings).toMatchObject({flowLimit: 5000, maxIdle: 2_000_000_000, vlanLimit: 2});
		expect(device(lab, 'ovs-system')).toMatchObject({emcInsertInverseProbability: 1, smc: true});
	});

	it('without controllers and unless it is secure begin with one flow', () => {
		const lab = ovsLab({bridges: {br0: {}}});
		const rules = () => listRules(lab.bridge().tables).map(({priority, actions}) => [priority, actions]);
		expect(rules()).toEqual([[0, [{kind: 'output', port: 0xfffa}]]]);
		set(lab, 'Bridge', 'br0', {fail_mode: 'secure'});
		expect(rules()).toEqual([]);
		set(lab, 'Bridge', 'br0', {fail_mode: setOf()});
		expect(rules()).toHaveLength(1);
	});

	it('that change nothing leave its flows alone', () => {
		const lab = ovsLab({bridges: {br0: {}}});
		const [before] = listRules(lab.bridge().tables);
		set(lab, 'Bridge', 'br0', {other_config: settings({'dp-desc': 'x'}), fail_mode: 'standalone'});
		expect(listRules(lab.bridge().tables)[0]?.id).toBe(before?.id);
	});

	it('limit the flows of a table', () => {
		const lab = ovsLab({bridges: {br0: {}}});
		const uuid = rowNamed(lab.switchd.database, 'Bridge', 'br0')?.uuid as string;
		lab.transact([
			{op: 'insert', table: 'Flow_Table', name: 't', row: {flow_limit: 10, overflow_policy: 'evict', prefixes: setOf('nw_src')}},
			{op: 'update', table: 'Bridge', uuid, row: {flow_tables: {map: [[3, {named: 't'}]]}}},
		]);
		const table = lab.bridge().tables.tables.get(3);
		expect([table?.flowLimit, table?.overflow, table?.classifier.tries.map(({field}) => field)]).toEqual([10, 'evict', ['nw_src']]);
		set(lab, 'Bridge', 'br0', {flow_tables: {map: []}});
		expect([table?.flowLimit, table?.classifier.tries.map(({field}) => field)]).toEqual([Number.POSITIVE_INFINITY, ['nw_dst', 'nw_src']]);
	});

	it('mirror what is there, and watch only ports of the bridge', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}, p2: {}}}, br1: {ports: {p3: {}}}}});
		const {database} = lab.switchd;
		const port = (name: string) => ({uuid: rowNamed(database, 'Port', name)?.uuid as string});
		const bridge = rowNamed(database, 'Bridge', 'br0')?.uuid as string;
		const mirror = (row: Record<string, OvsdbValue>) =>
			lab.transact([
				{op: 'insert', table: 'Mirror', name: 'm', row: {name: 'm0', ...row}},
				{op: 'update', table: 'Bridge', uuid: bridge, row: {mirrors: {named: 'm'}}},
			]);
		mirror({select_src_port: setOf(port('p1'), port('p3')), select_vlan: setOf(33), output_port: port('p2'), snaplen: 64});
		expect(lab.bridge().mirrors).toMatchObject([
			{name: 'm0', selectAll: false, selectSrc: ['p1'], selectDst: [], outputPort: 'p2', outputVlan: undefined, snaplen: 64},
		]);
		mirror({select_all: true, output_port: port('p3')});
		expect(lab.bridge().mirrors).toEqual([]);
		mirror({select_all: true});
		expect(lab.bridge().mirrors).toEqual([]);
		mirror({select_all: true, output_vlan: 99, output_port: port('p1')});
		expect(lab.bridge().mirrors).toMatchObject([{selectAll: true, outputPort: 'p1', outputVlan: undefined}]);
	});
});

describe('internal ports', () => {
	it('are devices that wait to be brought up', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {}}});
		lab.transact(addPort(lab.switchd.database, 'br0', 'vi', {}, [{name: 'vi', columns: {type: 'internal', mac: '02:00:00:00:00:77'}}]));
		expect(device(lab, 'vi')).toMatchObject({kind: 'ovs-internal', up: false, mac: toMac('02:00:00:00:00:77')});
		expect(ofPortNamed(lab.bridge(), 'vi')?.up).toBe(false);
		expect(column(lab, 'Interface', 'vi', 'link_state')).toBe('down');
		lab.apply({kind: 'set-up', device: device(lab, 'vi').id, up: true});
		expect(isOperational(device(lab, 'vi'))).toBe(true);
		expect(ofPortNamed(lab.bridge(), 'vi')?.up).toBe(true);
		expect([column(lab, 'Interface', 'vi', 'link_state'), column(lab, 'Interface', 'vi', 'admin_state')]).toEqual(['up', 'up']);
	});

	it('take the smallest MTU of the other ports, unless they were given one', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {ports: {eth0: {}, eth1: {}, vi: {type: 'internal'}}}}});
		const mtu = (name: string) => device(lab, name).mtu;
		lab.apply({kind: 'set-mtu', device: device(lab, 'eth0').id, mtu: 1400});
		expect([mtu('br0'), mtu('vi'), column(lab, 'Interface', 'br0', 'mtu')]).toEqual([1400, 1400, 1400]);
		set(lab, 'Interface', 'vi', {mtu_request: 1300});
		expect([mtu('br0'), mtu('vi')]).toEqual([1300, 1300]);
		lab.transact(deletePort(lab.switchd.database, 'br0', 'eth0'));
		lab.transact(deletePort(lab.switchd.database, 'br0', 'vi'));
		expect(mtu('br0')).toBe(1500);
	});

	it('of a fake bridge have the lowest MAC of its VLAN', () => {
		const lab = ovsLab({
			...kernel,
			bridges: {br0: {ports: {eth0: {tag: 30}, eth1: {}, v30: {type: 'internal', tag: 30, fake_bridge: true}}}},
		});
		lab.apply({kind: 'set-mac', device: device(lab, 'eth0').id, mac: toMac('00:16:3e:00:00:05')});
		lab.apply({kind: 'set-mac', device: device(lab, 'eth1').id, mac: toMac('00:16:3e:00:00:01')});
		expect([formatMac(device(lab, 'v30').mac), formatMac(device(lab, 'br0').mac)]).toEqual(['00:16:3e:00:00:05', '00:16:3e:00:00:01']);
	});
});

describe('the daemon', () => {
	it('that is stopped does nothing, and makes up for it when it starts', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {ports: {eth0: {}, eth1: {ofport: 9}}}}});
		const datapath = device(lab, 'ovs-system');
		lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running: false});
		expect(lab.switchd.bridges).toEqual([]);
		expect(device(lab, 'ovs-system')).toBe(datapath);
		lab.transact(deletePort(lab.switchd.database, 'br0', 'eth0'));
		lab.transact(addBridge(lab.switchd.database, 'br1'));
		expect(deviceAtPath(lab.world, 'host/br1')).toBeUndefined();
		lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running: true});
		expect([numbers(lab).sort(), numbers(lab, 'br1')]).toEqual([['br0 65534/1', 'eth1 9/3'], ['br1 65534/2']]);
		expect(device(lab, 'eth0').master).toBe(-1);
		expect(device(lab, 'ovs-system')).toBe(datapath);
	});

	it('has no bridges when the root of the database is deleted, and may be given a new one', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {ports: {eth0: {}}}}});
		const {database} = lab.switchd;
		lab.transact([{op: 'delete', table: 'Open_vSwitch', uuid: rootOf(database).uuid}]);
		expect([lab.switchd.bridges, deviceNamed(lab.world, lab.host, 'br0'), database.tables.Bridge.size]).toEqual([[], undefined, 0]);
		expect(device(lab, 'eth0').master).toBe(-1);
		lab.transact([{op: 'insert', table: 'Open_vSwitch', row: {}}]);
		lab.transact(addBridge(database, 'br1'));
		expect(lab.switchd.bridges.map(({name}) => name)).toEqual(['br1']);
	});

	it('gives interfaces the numbers that they had', () => {
		const lab = ovsLab({...kernel, bridges: {br0: {ports: {eth0: {}, eth1: {}, eth2: {}}}}});
		lab.transact(deletePort(lab.switchd.database, 'br0', 'eth0'));
		for (const running of [false, true]) lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running});
		expect(numbers(lab).map((line) => line.split('/')[0])).toEqual(['br0 65534', 'eth1 2', 'eth2 3']);
	});

	it.each([
		// Recorded: a userspace switch makes its ports anew, in the order of a hash table, and p3 comes before p1.
		['userspace', {}, ['br0 65534', 'p3 1', 'p1 3', 'p2 2'], 4],
		['kernel', kernel, ['p2 2', 'br0 65534', 'p1 1', 'p3 3'], 4],
	])('numbers a port that came meanwhile: %s', (_, settings, expected, next) => {
		const lab = ovsLab({...settings, bridges: {br0: {ports: {p1: {}, p2: {}}}}});
		for (const name of ['p3', 'p4']) addStation(lab.world, lab.host, name, lab.apply);
		lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running: false});
		lab.transact(addPort(lab.switchd.database, 'br0', 'p3'));
		lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running: true});
		const given = numbers(lab).map((line) => line.split('/')[0]);
		expect(given.sort()).toEqual([...expected].sort());
		lab.transact(addPort(lab.switchd.database, 'br0', 'p4'));
		expect(column(lab, 'Interface', 'p4', 'ofport')).toBe(next);
	});

	it('takes the userspace datapath along', () => {
		const lab = ovsLab({bridges: {br0: {ports: {p1: {}}}}});
		lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running: false});
		expect(deviceAtPath(lab.world, 'host/br0')).toBeUndefined();
		expect(device(lab, 'p1').master).toBe(-1);
		lab.apply({kind: 'ovs-daemon', machine: lab.host.id, running: true});
		expect(numbers(lab)).toEqual(['br0 65534/100', 'p1 1/1']);
	});
});

describe('a switch written as lines', () => {
	it('has the devices that they add, with stations', () => {
		const lab = ovsLab(['ovs-vsctl add-br br0 -- add-port br0 p1 tag=10', 'ovs-vsctl add-bond br0 b0 p2 p3', 'ovs-ofctl del-flows br0']);
		expect(lab.bridge().ports.map(({name}) => name)).toEqual(['br0', 'p1', 'b0']);
		expect(['p1', 'p2', 'p3'].map((name) => deviceAtPath(lab.world, `${name}/eth0`)?.carrier)).toEqual([true, true, true]);
	});
	it('does not exist when one of them fails', () => {
		expect(() => ovsLab(['ovs-vsctl add-port br0 p1'])).toThrow('no bridge named br0');
	});
});
