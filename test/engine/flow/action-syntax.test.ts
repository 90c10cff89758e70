import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Action} from '../../../source/engine/flow/action.js';
import {formatActions} from '../../../source/engine/flow/syntax/action-format.js';
import {parseActions} from '../../../source/engine/flow/syntax/action-text.js';
import {NO_PORT_NAMES, type PortNames} from '../../../source/engine/flow/syntax/reading.js';
import {instruction, nested, simple} from './any-action.js';

const ports: PortNames = {
	numberOf: (name) => ({p1: 1, 'eth0.10': 2})[name],
	nameOf: (number) => ({1: 'p1', 2: 'eth0.10'})[number],
};

function parsed(text: string, names: PortNames = NO_PORT_NAMES, nesting: 'flow' | 'actions' = 'flow'): Action[] {
	const reading = parseActions(text, names, nesting);
	if (reading.kind !== 'parsed') throw new Error(`${text}: ${JSON.stringify(reading)}`);
	return reading.value;
}

/** What stands behind `actions=` as it is printed again. */
function again(text: string, names: PortNames = NO_PORT_NAMES): string {
	return formatActions(parsed(text, names), names);
}

function faultOf(text: string, nesting: 'flow' | 'actions' = 'flow'): string {
	const reading = parseActions(text, ports, nesting);
	if (reading.kind === 'parsed') throw new Error(`${text} is no fault`);
	return reading.kind === 'error' ? reading.message : `not modelled: ${reading.what}`;
}

describe('actions', () => {
	test('have one spelling in print and several in reading', () => {
		expect(again('output:2,3,output(port=4,max_len=100),NORMAL,local,in_port')).toBe(
			'output:2,output:3,output(port=4,max_len=100),NORMAL,LOCAL,IN_PORT',
		);
		expect(again('mod_vlan_vid:10,set_vlan_pcp=3,strip_vlan')).toBe('mod_vlan_vid:10,set_vlan_pcp:3,strip_vlan');
		expect(again('set_nw_ttl:64,Mod_Nw_Tos:8')).toBe('mod_nw_ttl:64,mod_nw_tos:8');
		expect(again('resubmit:2,resubmit(,3),resubmit(2,3),resubmit(IN_PORT,7)')).toBe('resubmit:2,resubmit(,3),resubmit(2,3),resubmit(,7)');
		expect(again('controller,controller:128,controller(reason=no_match,max_len=64,id=3)')).toBe(
			'CONTROLLER:65535,CONTROLLER:128,controller(reason=no_match,max_len=64,id=3)',
		);
		expect(again('enqueue:1:2,enqueue(1,3),set_queue:5,pop_queue')).toBe('enqueue:1:2,enqueue:1:3,set_queue:5,pop_queue');
		expect(again('load:0x5->reg0[0..3],move:eth_src[]->eth_dst[],push:NXM_NX_REG0[]')).toBe(
			'load:0x5->NXM_NX_REG0[0..3],move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],push:NXM_NX_REG0[]',
		);
		expect(again('set_field:52/0xff->reg0,set_field:2001:db8::1->ipv6_dst')).toBe(
			'set_field:0x34/0xff->reg0,set_field:2001:db8::1->ipv6_dst',
		);
		expect(again('learn(table=10,NXM_OF_VLAN_TCI[0..11],dl_dst=dl_src,load:in_port->reg0[0..15],output:in_port)')).toBe(
			'learn(table=10,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],output:NXM_OF_IN_PORT[])',
		);
	});

	test('that are none are "drop"', () => {
		expect(again('drop')).toBe('drop');
		expect(parsed('drop')).toEqual([]);
		expect(faultOf('drop,output:2')).toBe('"drop" must not be accompanied by any other action or instruction');
	});

	test('name ports, in quotes where a name could be something else', () => {
		expect(again('p1,output:eth0.10,resubmit(p1,2)', ports)).toBe('output:p1,output:"eth0.10",resubmit(p1,2)');
	});

	test('that do not exist or are badly said are faults in the words of ovs-ofctl', () => {
		expect(faultOf('foo')).toBe('unknown action foo');
		expect(faultOf('output:nosuch')).toBe('nosuch: output to unknown port');
		expect(faultOf('mod_vlan_vid:4096')).toBe('4096: not a valid VLAN VID');
		expect(faultOf('mod_vlan_vid:70000')).toBe('invalid VLAN VID "70000"');
		expect(faultOf('mod_dl_src:zz')).toBe('invalid mac address zz');
		expect(faultOf('mod_nw_tos:3')).toBe('3: not a valid TOS');
		expect(faultOf('push_vlan:0x9100')).toBe('0x9100: not a valid VLAN ethertype');
		expect(faultOf('resubmit()')).toBe('at least one "in_port" or "table" must be specified on resubmit');
		expect(faultOf('set_field:1->nosuch')).toBe('nosuch is not a valid OXM field name');
		expect(faultOf('load:16->reg0[0..3]')).toBe('16->reg0[0..3]: value 0x10 does not fit into 4 bits');
		expect(faultOf('goto_table:300')).toBe('unknown table "300"');
	});

	test('that are real but not carried out are refused by name', () => {
		expect(faultOf('ct(commit)')).toBe('not modelled: ct');
		expect(faultOf('output:2,push_mpls:0x8847')).toBe('not modelled: push_mpls');
		expect(faultOf('resubmit(,2,ct)')).toBe('not modelled: resubmit with ct');
		expect(faultOf('set_field:1->ct_mark')).toBe('not modelled: ct_mark');
		expect(faultOf('conjunction(1,1/2)')).toBe('not modelled: conjunction');
	});

	test('stand in the order of instructions', () => {
		const compatible = ', for OpenFlow 1.1+ compatibility';
		expect(again('meter:1,output:2,clear_actions,write_actions(output:3),write_metadata:0x5/0xff,goto_table:4')).toBe(
			'meter:1,output:2,clear_actions,write_actions(output:3),write_metadata:0x5/0xff,goto_table:4',
		);
		expect(faultOf('goto_table:1,output:2')).toBe(`invalid instruction ordering: apply_actions must appear before goto_table${compatible}`);
		expect(faultOf('goto_table:1,goto_table:2')).toBe(`duplicate goto_table instruction not allowed${compatible}`);
		expect(faultOf('goto_table:1', 'actions')).toBe('goto_table instruction not allowed here');
		expect(faultOf('clone(goto_table:1)')).toBe('goto_table instruction not allowed here');
	});

	test('come back the same after they were printed', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(simple, nested), {maxLength: 4}), (actions) => {
				expect(parsed(formatActions(actions))).toEqual(actions);
				expect(parsed(formatActions(actions, ports), ports)).toEqual(actions);
			}),
			{numRuns: 400},
		);
	});

	test('and so do instructions', () => {
		fc.assert(
			fc.property(instruction, (action) => {
				expect(parsed(formatActions([action]))).toEqual([action]);
			}),
		);
	});
});
