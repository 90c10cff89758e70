/** A frame taken apart on the screen: fields and octets side by side, or over one another. */
import {describe, expect, it} from 'vitest';
import type {History} from '../../source/engine/history.js';
import {beginningsIn} from '../../source/engine/hop.js';
import {journeyFrom} from '../../source/engine/journey.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {textWidth} from '../../source/view/cell-width.js';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';
import {inspectLines} from '../../source/view/inspect/inspect-lines.js';
import {type InspectModel, inspectModel, rowLike} from '../../source/view/inspect/inspect-model.js';
import {plainText} from '../../source/view/token.js';
import {labShell} from '../console/lab-shell.js';

/** After vm1 has asked vm3; the ARP request went out through the trunk, too. */
function asked(): History {
	const {history, shows} = labShell('ovs-access-trunk');
	shows('vm1', 'ping -c 1 10.0.0.3');
	return history;
}

/** The ARP request at one of its hops, from 1. */
function requestAt({trace}: History, hop: number, copy: number, row = 0): InspectModel {
	const node = journeyFrom(trace, beginningsIn(trace)[0] as (typeof trace)[number])[hop - 1];
	const model = inspectModel(trace, {at: node?.id ?? -1, copy, row});
	if (!model) throw new Error(`no hop ${hop}`);
	return model;
}

const shown = (history: History, model: InspectModel, width: number, height: number, words = en, signs = UNICODE): string[] =>
	inspectLines(history.world, model, {width, height}, words, signs).map((line) => plainText(line).trimEnd());

describe('a frame taken apart', () => {
	it('has fields beside octets, the inserted tag with its sign in both and the octets of the field in brackets', () => {
		const history = asked();
		expect(shown(history, requestAt(history, 2, 0, 7), 78, 14)).toEqual([
			'ARP who-has 10.0.0.3, VLAN 10, hop 2 of 6',
			'after: at host/br0, host/eth0 (copy 1 of 2), +4 tag at 12',
			'     Source: 52:54:00:00:00:01                │ 0000  ff ff ff ff ff ff 52 54',
			' +   Type: 802.1Q Virtual LAN (0x8100)        │ 0008  00 00 00 01+81+00[00+0a]',
			' ~ 802.1Q Virtual LAN, PRI: 0, DEI: 0, ID: 10 │ 0010  08 06 00 01 08 00 06 04',
			' +   Priority: Best Effort (default) (0)      │ 0018  00 01 52 54 00 00 00 01',
			' +   DEI: Not set                             │ 0020  0a 00 00 01 00 00 00 00',
			'▸+   ID: 10                                   │ 0028  00 00 0a 00 00 03',
			'     Type: ARP (0x0806)                       │',
			'   Address Resolution Protocol (request)      │',
			'     Hardware type: Ethernet (1)              │',
			'     Protocol type: IPv4 (0x0800)             │',
			'     Hardware size: 6                         │',
			'vlan.id, octet 14, bits 4 to 15, added here',
		]);
	});
});

describe('along the hops', () => {
	it('the cursor stays on the same field, wherever it stands in the frame', () => {
		const history = asked();
		const before = requestAt(history, 2, -1);
		const opcode = before.shown.rows.findIndex((row) => row.kind === 'field' && row.field.name === 'arp.opcode');
		const after = requestAt(history, 2, 0);
		const row = after.shown.rows[rowLike({...before, row: opcode}, after)];
		expect(row?.kind === 'field' && [row.field.name, row.from]).toEqual(['arp.opcode', 24]);
	});

	it('before the switch outside the tag is marked as removed', () => {
		const history = asked();
		expect(shown(history, requestAt(history, 5, -1, 3), 78, 7)).toEqual([
			'ARP who-has 10.0.0.3, VLAN 10, hop 5 of 6',
			'before: as it came to p1; there -4 tag at 12',
			'     Destination: ff:ff:ff:ff:ff:ff           │ 0000  ff ff ff ff ff ff 52 54',
			'     Source: 52:54:00:00:00:01                │ 0008  00 00 00 01[81-00]00-0a',
			'▸-   Type: 802.1Q Virtual LAN (0x8100)        │ 0010  08 06 00 01 08 00 06 04',
			' ~ 802.1Q Virtual LAN, PRI: 0, DEI: 0, ID: 10 │ 0018  00 01 52 54 00 00 00 01',
			'eth.type, octets 12 to 13, removed here',
		]);
	});
});

describe('at any size', () => {
	const sizes = [58, 60, 78, 98, 118, 158].flatMap((width) => [10, 15, 19, 35].map((height) => [width, height] as const));

	it.each(sizes)('%i x %i is never left, in both languages, at every row of every hop', (width, height) => {
		const history = asked();
		for (const hop of [1, 2, 5])
			for (const copy of [-1, 0, 1])
				for (const words of [en, italian])
					for (const row of [0, 4, 11, 99]) {
						const lines = shown(history, requestAt(history, hop, copy, row), width, height, words, row === 4 ? ASCII : UNICODE);
						expect(lines.length).toBe(height);
						expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
						expect(lines.join('')).toContain('0000');
					}
	});
});
