/** BPDUs of the spanning tree (stp_print in print-stp.c). Not modelled: the tables of MSTP and SPB, of which only the head is printed. */
import {flags, named, type Sheet} from './sheet.js';

const VERSIONS: Readonly<Record<number, string>> = {0: '802.1d', 2: '802.1w', 3: '802.1s', 4: '802.1aq'};
const TYPES: Readonly<Record<number, string>> = {0: 'Config', 2: 'Rapid STP', 128: 'Topology Change'};
const FLAGS: readonly (readonly [number, string])[] = [
	[0x01, 'Topology change'],
	[0x02, 'Proposal'],
	[0x10, 'Learn'],
	[0x20, 'Forward'],
	[0x40, 'Agreement'],
	[0x80, 'Topology change ACK'],
];
const ROLES = ['Unknown', 'Alternate', 'Root', 'Designated'];
const CONFIG_LENGTH = 35;
const RAPID_LENGTH = 36;
const MULTIPLE_LENGTH = 102;

/** `length` octets behind the LLC header. */
export function printStp(sheet: Sheet, at: number, length: number): void {
	sheet.protocol = 'stp';
	if (length < 4) {
		sheet.invalid();
		return;
	}
	if (sheet.u16(at) !== 0) {
		sheet.print(`unknown STP version, length ${length}`);
		return;
	}
	const version = sheet.u8(at + 2);
	const digits = (value: number) => `0x${value.toString(16).padStart(2, '0')}`;
	sheet.print(`STP ${named(VERSIONS, version, `Unknown STP protocol (${digits(version)})`)}`);
	if (VERSIONS[version] === undefined) return;
	const type = sheet.u8(at + 3);
	sheet.print(`, ${named(TYPES, type, `Unknown BPDU Type (${digits(type)})`)}`);
	if (type === 0 || (type === 2 && version === 2)) {
		if (length < (type === 0 ? CONFIG_LENGTH : RAPID_LENGTH)) sheet.invalid();
		else printConfiguration(sheet, at, length, version);
	} else if (type === 2 && version > 2) {
		if (length < MULTIPLE_LENGTH || sheet.u8(at + 35) !== 0) sheet.invalid();
		else sheet.print(`, CIST Flags [${flags(FLAGS, sheet.u8(at + 4), 'none')}], length ${length}`);
	}
}

function printConfiguration(sheet: Sheet, at: number, length: number, version: number): void {
	const set = sheet.u8(at + 4);
	sheet.print(`, Flags [${flags(FLAGS, set, 'none')}]`);
	sheet.print(`, bridge-id ${bridgeId(sheet, at + 17)}.${sheet.hex(at + 25, 2)}, length ${length}`);
	if (sheet.style.verbose === 0) return;
	const seconds = (place: number): string => `${(sheet.u16(place) / 256).toFixed(2)}s`;
	sheet.print(`\n\tmessage-age ${seconds(at + 27)}, max-age ${seconds(at + 29)}`);
	sheet.print(`, hello-time ${seconds(at + 31)}, forwarding-delay ${seconds(at + 33)}`);
	sheet.print(`\n\troot-id ${bridgeId(sheet, at + 5)}, root-pathcost ${sheet.u32(at + 13)}`);
	if (version === 2) sheet.print(`, port-role ${ROLES[(set & 0x0c) >> 2]}`);
}

function bridgeId(sheet: Sheet, at: number): string {
	return `${sheet.hex(at, 2)}.${sheet.hex(at + 2, 6).replace(/..(?=.)/g, '$&:')}`;
}
