import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fieldNamed, fieldOfAction, fullMask, toField} from '../../../source/engine/flow/field.js';
import {
	hasPrerequisites,
	readField,
	readSubfield,
	unWildcardField,
	writeField,
	writeFieldMasked,
	writeSubfield,
} from '../../../source/engine/flow/field-access.js';
import {FIELD_TABLE, UNMODELLED_FIELDS} from '../../../source/engine/flow/field-table.js';
import {createKey, KEY_WORDS, WORD} from '../../../source/engine/flow/key.js';

const anyKey = fc
	.array(fc.integer({min: -0x8000_0000, max: 0x7fff_ffff}), {minLength: KEY_WORDS, maxLength: KEY_WORDS})
	.map((words) => Int32Array.from(words));
/** Fields that keep every bit they are given: `tun_id` keeps 32 of 64, ToS six of eight. */
const whole = FIELD_TABLE.filter((field) => !['tun_id', 'nw_tos', 'arp_op', 'in_port_oxm'].includes(field.name));

describe('fields of a key', () => {
	test('every field reads back what was written', () => {
		fc.assert(
			fc.property(anyKey, fc.constantFrom(...whole), fc.bigInt({min: 0n, max: (1n << 128n) - 1n}), (key, field, value) => {
				const fits = value & fullMask(field);
				// A TCI of 0xffff in dl_vlan would be "no tag", which is another test.
				writeField(key, field.name, fits);
				expect(readField(key, field.name) & fullMask(field)).toBe(fits);
			}),
		);
	});

	test('a field changes no bit that is not its own', () => {
		const others = whole.filter((field) => !field.name.includes('vlan'));
		fc.assert(
			fc.property(anyKey, fc.constantFrom(...others), fc.bigInt({min: 0n, max: (1n << 128n) - 1n}), (key, field, value) => {
				const before = Int32Array.from(key);
				const own = createKey();
				for (const place of field.places)
					own[place.word] = (own[place.word] as number) | ((place.bits === 32 ? -1 : (1 << place.bits) - 1) << place.shift);
				writeField(key, field.name, value & fullMask(field));
				for (let at = 0; at < KEY_WORDS; at++) expect(((key[at] as number) ^ (before[at] as number)) & ~(own[at] as number)).toBe(0);
			}),
		);
	});

	test('a masked write changes the bits of the mask only', () => {
		fc.assert(
			fc.property(anyKey, fc.bigInt({min: 0n, max: 0xffff_ffffn}), fc.bigInt({min: 0n, max: 0xffff_ffffn}), (key, value, mask) => {
				const before = readField(key, 'reg3');
				writeFieldMasked(key, 'reg3', value, mask);
				expect(readField(key, 'reg3')).toBe((before & ~mask) | (value & mask));
			}),
		);
	});

	test('a subfield is a run of bits of its field', () => {
		const key = createKey();
		writeSubfield(key, {field: 'reg0', from: 4, bits: 8}, 0xabcn);
		expect(readField(key, 'reg0')).toBe(0xbc0n);
		expect(readSubfield(key, {field: 'reg0', from: 8, bits: 4})).toBe(0xbn);
		expect(readSubfield(key, {field: 'xreg0', from: 32, bits: 16})).toBe(0xbc0n);
	});

	test('registers are halves of double and quarters of quadruple registers, the first one highest', () => {
		const key = createKey();
		writeField(key, 'xxreg1', 0x0001_0002_0003_0004_0005_0006_0007_0008n);
		expect(['reg4', 'reg5', 'reg6', 'reg7'].map((name) => readField(key, name))).toEqual([0x10002n, 0x30004n, 0x50006n, 0x70008n]);
		expect(readField(key, 'xreg2')).toBe(0x0001_0002_0003_0004n);
	});

	test('addresses lie where the key says', () => {
		const key = createKey();
		writeField(key, 'eth_dst', 0x0102_0304_0506n);
		writeField(key, 'eth_src', 0x1112_1314_1516n);
		expect([key[WORD.dstHigh], key[WORD.dstLowSrcHigh], key[WORD.srcLow]]).toEqual([0x0102_0304, 0x0506_1112, 0x1314_1516]);
	});

	test('writing a VLAN id makes a tag', () => {
		const key = createKey();
		writeField(key, 'dl_vlan', 10n);
		expect((key[WORD.vlan] as number) >>> 0).toBe(0x8100_100a);
		writeField(key, 'dl_vlan_pcp', 5n);
		expect((key[WORD.vlan] as number) >>> 0).toBe(0x8100_b00a);
		writeField(key, 'dl_vlan', 0xffffn);
		expect(readField(key, 'vlan_tci')).toBe(0n);
	});

	test('vlan_vid writes the bit that says that there is a tag', () => {
		const key = createKey();
		writeField(key, 'vlan_vid', 0x100an);
		expect((key[WORD.vlan] as number) >>> 0).toBe(0x8100_100a);
		expect(readField(key, 'dl_vlan')).toBe(10n);
		expect(readField(key, 'vlan_vid')).toBe(0x100an);
	});

	test('a tag keeps the TPID that it has', () => {
		const key = createKey();
		key[WORD.vlan] = 0x88a8_1005 | 0;
		writeField(key, 'vlan_vid', 0x1007n);
		expect((key[WORD.vlan] as number) >>> 0).toBe(0x88a8_1007);
	});

	test('reserved ports have 32 bits in in_port_oxm', () => {
		const key = createKey();
		writeField(key, 'in_port_oxm', 0xffff_fffen);
		expect(key[WORD.inPort]).toBe(0xfffe);
		expect(readField(key, 'in_port')).toBe(0xfffen);
		expect(readField(key, 'in_port_oxm')).toBe(0xffff_fffen);
	});

	test('ToS keeps the DSCP and leaves the ECN', () => {
		const key = createKey();
		writeField(key, 'nw_ecn', 3n);
		writeField(key, 'nw_tos', 0xfcn);
		writeField(key, 'ip_dscp', 0x2en);
		expect(readField(key, 'nw_tos')).toBe(0xb8n);
		expect(readField(key, 'nw_ecn')).toBe(3n);
	});

	test('looking at an ICMP type looks at eight bits, at dl_vlan also whether there is a tag', () => {
		const mask = createKey();
		unWildcardField(mask, 'icmp_type');
		expect((mask[WORD.tp] as number) >>> 0).toBe(0x00ff_0000);
		unWildcardField(mask, 'dl_vlan');
		expect((mask[WORD.vlan] as number) >>> 0).toBe(0x1fff);
	});
});

describe('prerequisites', () => {
	test('a TCP port needs TCP, not a later fragment, and looks at the protocol', () => {
		const key = createKey();
		const mask = createKey();
		const port = toField('tcp_dst');
		expect(hasPrerequisites(key, port, mask)).toBe(false);
		expect(mask[WORD.nw]).toBe(0);
		writeField(key, 'eth_type', 0x800n);
		expect(hasPrerequisites(key, port, mask)).toBe(false);
		expect(mask[WORD.nw]).toBe(0xff);
		writeField(key, 'nw_proto', 6n);
		expect(hasPrerequisites(key, port)).toBe(true);
		writeField(key, 'ip_frag', 3n);
		expect(hasPrerequisites(key, port)).toBe(false);
	});

	test('vlan_pcp needs a tag, dl_vlan_pcp does not', () => {
		const key = createKey();
		expect(hasPrerequisites(key, toField('vlan_pcp'))).toBe(false);
		expect(hasPrerequisites(key, toField('dl_vlan_pcp'))).toBe(true);
	});
});

describe('names', () => {
	test('a field has a name, an alias and names of the wire formats', () => {
		expect(fieldNamed('nw_dst')).toBe(fieldNamed('ip_dst'));
		expect(fieldOfAction('NXM_OF_IP_DST')).toBe(fieldNamed('ip_dst'));
		expect(fieldOfAction('OXM_OF_IPV4_DST')).toBe(fieldNamed('ip_dst'));
		expect(fieldNamed('NXM_OF_IP_DST')).toBeUndefined();
		expect(fieldNamed('nosuch')).toBeUndefined();
	});

	test('what is not modelled is no field', () => {
		for (const name of UNMODELLED_FIELDS) expect(fieldOfAction(name)).toBeUndefined();
	});
});
