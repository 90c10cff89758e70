/*
 * Versions and flow formats of OpenFlow (lib/ofp-protocol.c)
 *
 * A version says how messages look; within 1.0 there are four formats for flows: the
 * standard one or Nicira's, each with or without a table number. ovs-ofctl speaks 1.0
 * unless `-O` says otherwise, begins with the standard format and takes the first one
 * that can carry a flow. Which format it was does not matter afterwards, the version does.
 */
import {PROTOCOL} from '../field.js';

export const OPENFLOW_VERSIONS = ['OpenFlow10', 'OpenFlow11', 'OpenFlow12', 'OpenFlow13', 'OpenFlow14', 'OpenFlow15'] as const;
export type OpenFlowVersion = (typeof OPENFLOW_VERSIONS)[number];

/** 10 to 15, so that versions can be compared. */
export type VersionNumber = 10 | 11 | 12 | 13 | 14 | 15;

const NUMBERS: Readonly<Record<OpenFlowVersion, VersionNumber>> = {
	OpenFlow10: 10,
	OpenFlow11: 11,
	OpenFlow12: 12,
	OpenFlow13: 13,
	OpenFlow14: 14,
	OpenFlow15: 15,
};

export function versionNumber(version: OpenFlowVersion): VersionNumber {
	return NUMBERS[version];
}

const OF10_STD = PROTOCOL.of10Std | PROTOCOL.of10StdTid;
const OF10_NXM = PROTOCOL.of10Nxm | PROTOCOL.of10NxmTid;
const OXM = PROTOCOL.of12Oxm | PROTOCOL.of13Oxm | PROTOCOL.of14Oxm | PROTOCOL.of15Oxm;
export const OF10_ANY = OF10_STD | OF10_NXM;

const FORMATS: Readonly<Record<VersionNumber, number>> = {
	10: OF10_ANY,
	11: PROTOCOL.of11Std,
	12: PROTOCOL.of12Oxm,
	13: PROTOCOL.of13Oxm,
	14: PROTOCOL.of14Oxm,
	15: PROTOCOL.of15Oxm,
};

/** The format that ovs-ofctl takes of those that can carry a flow: the lowest bit of `usable` within the version, or 0. */
export function chooseFormat(usable: number, version: VersionNumber): number {
	const common = usable & FORMATS[version];
	return common & -common;
}

/** The format in which flows are dumped: of those of 1.0, Nicira's without a table number; 1.1 has OXM already (oxm_put_match). */
export function chooseDumpFormat(version: VersionNumber): number {
	if (version === 11) return PROTOCOL.of12Oxm;
	return version === 10 ? PROTOCOL.of10Nxm : FORMATS[version];
}

/**
 * The format in which ovs-ofctl compares flows, which have to be dumped: of those that can carry all of them, the one that the version
 * dumps in; 0 when that cannot (set_protocol_for_flow_dump). In 1.0 none of them has a table number.
 */
export function chooseComparedFormat(usable: number, version: VersionNumber): number {
	const ofVersion = version === 10 ? [PROTOCOL.of10Nxm, PROTOCOL.of10Std] : [FORMATS[version]];
	return ofVersion.find((format) => usable & format) ?? 0;
}

/** What ovs-ofctl says when there is none. */
export function noComparedFormat(usable: number, version: VersionNumber): string {
	if ((usable & FORMATS[version]) === 0) return noFormat(usable, version);
	return `switch does not support any of the usable flow formats (${formatNames(usable)})`;
}

const ABBREVIATIONS: readonly (readonly [number, string])[] = [
	[0x1ff, 'any'],
	[OF10_STD, 'OpenFlow10'],
	[OF10_NXM, 'NXM'],
	[OXM, 'OXM'],
];

const NAMES: readonly (readonly [number, string])[] = [
	[PROTOCOL.of10Std, 'OpenFlow10-table_id'],
	[PROTOCOL.of10StdTid, 'OpenFlow10+table_id'],
	[PROTOCOL.of10Nxm, 'NXM-table_id'],
	[PROTOCOL.of10NxmTid, 'NXM+table_id'],
	[PROTOCOL.of11Std, 'OpenFlow11'],
	[PROTOCOL.of12Oxm, 'OXM-OpenFlow12'],
	[PROTOCOL.of13Oxm, 'OXM-OpenFlow13'],
	[PROTOCOL.of14Oxm, 'OXM-OpenFlow14'],
	[PROTOCOL.of15Oxm, 'OXM-OpenFlow15'],
];

/** Names of flow formats as ovs-ofctl lists them, short ones first (ofputil_protocols_to_string). */
export function formatNames(formats: number): string {
	if (formats === 0) return 'none';
	const names: string[] = [];
	let rest = formats;
	while (rest !== 0) {
		const abbreviation = ABBREVIATIONS.find(([bits]) => (rest & bits) === bits);
		const [bits, name] = abbreviation ?? (NAMES.find(([bit]) => rest & bit) as readonly [number, string]);
		names.push(name);
		rest &= ~bits;
	}
	return names.join(',');
}

/** What ovs-ofctl says when nothing that the version has can carry a flow or group. */
export function noFormat(usable: number, version: VersionNumber): string {
	return `none of the usable flow formats (${formatNames(usable)}) is among the allowed flow formats (${formatNames(FORMATS[version])})`;
}
