import {describe, expect, it} from 'vitest';
import {complete} from '../../source/console/complete.js';
import {TOOLS} from '../../source/console/tools/tools.js';
import {createHistory, fork} from '../../source/engine/history.js';
import {TOOL_LAB, type, worldOf} from './tool-lab.js';

const history = createHistory(worldOf(TOOL_LAB));
for (const line of [
	'ip link add br0 address 02:00:00:00:b0:00 type bridge',
	'ip link set tap1 master br0',
	'bridge fdb add 02:00:00:00:00:77 dev tap1 master static',
	'ip -n ext addr add 10.0.0.3/24 dev eth0',
]) {
	type(history, line);
}

function offered(line: string): string[] {
	return complete(history.world, {machine: 0}, line).words;
}

describe('Tab offers', () => {
	it('the tools at the beginning of a line', () => expect(offered('')).toEqual(TOOLS.map(({word}) => word).sort()));
	it('and after ; or &&', () => expect(offered('ip link && br')).toEqual(['brctl', 'break', 'bridge']));
	it('the objects of a tool', () => expect(offered('bridge ')).toContain('fdb'));
	it('only what begins with what is typed', () => expect(offered('bridge m')).toEqual(['mdb', 'monitor']));
	it('nothing when the word is whole', () => expect(offered('bridge mdb')).toEqual([]));
	it('no object that the lab does not have', () => expect(offered('ip ru')).toEqual([]));
	it('the words of a frame', () => {
		expect(offered('trace ')).toContain('tap1');
		expect(offered('trace tap1 who')).toEqual(['who-has']);
	});
	it('verbs, keywords and devices', () => {
		expect(offered('ip link s')).toEqual(['set', 'show']);
		expect(offered('ip link set eth0 pro')).toEqual(['promisc']);
		expect(offered('ip link set dev ')).toEqual(['br0', 'eth0', 'lo', 'tap1']);
	});

	it('what a keyword takes', () => {
		expect(offered('ip link set eth0 promisc ')).toEqual(['off', 'on']);
		expect(offered('ip link set eth0 master ')).toEqual(['br0']);
		expect(offered('bridge link set dev ')).toEqual(['tap1']);
		expect(offered('ip link set eth0 netns ')).toEqual(['ext', 'host', 'sw0', 'vm1']);
	});

	it('the settings of a kind, and their values', () => {
		expect(offered('ip link add link eth0 name mv type macvlan m')).toEqual(['macaddr', 'mode']);
		expect(offered('ip link add link eth0 name mv type macvlan mode p')).toEqual(['passthru', 'private']);
	});

	it('addresses of the FDB', () => {
		expect(offered('bridge fdb del ')).toContain('02:00:00:00:00:77');
	});

	it('VLANs that there are', () => {
		expect(offered('bridge vlan add vid ')).toEqual(['1']);
		const more = fork(history);
		type(more, 'bridge vlan add vid 30 dev tap1');
		type(more, 'ip link add link eth0 name eth0.20 type vlan id 20');
		expect(complete(more.world, {machine: 0}, 'bridge fdb show vlan ').words).toEqual(['1', '20', '30']);
	});

	it('only what is not said yet, and what the words before allow', () => {
		expect(offered('ip link set dev eth0 ')).not.toContain('dev');
		expect(offered('iptables -t nat -A POSTROUTING --')).not.toContain('--dport');
		expect(offered('iptables -t nat -A POSTROUTING -p tcp --d')).toContain('--dport');
	});

	it('options behind the words, where the tool takes them there', () => expect(offered('ping 10.0.0.3 -')).toContain('-c'));

	it('with a help for what is the tool’s own', () => {
		const {help} = complete(history.world, {machine: 0}, 'bridge fdb ');
		expect(Object.values(help).every((text) => text !== '')).toBe(true);
		expect(complete(history.world, {machine: 0}, 'ip link set dev ').help.br0).toBe('');
	});

	it('bridges for brctl, then ports', () => {
		expect(offered('brctl show')).toEqual(['showmacs', 'showstp']);
		expect(offered('brctl showmacs ')).toEqual(['br0']);
		expect(offered('brctl delif br0 ')).toEqual(['tap1']);
	});

	it('the devices of the machine that -n names', () => expect(offered('ip -n sw0 link set swp')).toEqual(['swp1', 'swp2']));
	it('a whole line behind ip netns exec', () => {
		expect(offered('ip netns exec ')).toEqual(['ext', 'host', 'sw0', 'vm1']);
		expect(offered('ip netns exec sw0 brctl showstp ')).toEqual(['sw0']);
	});

	it('machines and addresses for ping', () => expect(offered('ping 10')).toEqual(['10.0.0.3']));
	it('words deeper in the help', () => expect(offered('help ip ')).toContain('link'));
	it('pages of the manual, as deep as they go', () => {
		expect(offered('man ovs-v')).toEqual(['ovs-vsctl']);
		expect(offered('man ip link ')).toContain('set');
	});
	it('tools that are asked for', () => expect(offered('which tcpd')).toEqual(['tcpdump']));
});

describe('the word that is replaced', () => {
	it('begins where it was begun', () => expect(complete(history.world, {machine: 0}, 'ip li')).toMatchObject({from: 3, words: ['link']}));
	it('is empty after a blank', () => expect(complete(history.world, {machine: 0}, 'brctl ').from).toBe(6));
});
