/** Causes and drops of switches of VMware in words. */
import type {VmwareCauseWords, VmwareDropWords} from '../names.js';

const POLICIES = {
	'port-id': 'by the number of the virtual port',
	'mac-hash': 'by the source MAC',
	'ip-hash': 'by both IP addresses',
	explicit: 'the first of the order that works',
	'nic-load': 'by the load of the physical NICs',
};

const TYPES = {promiscuous: 'promiscuous', community: 'of another community', isolated: 'isolated'};

export const vmwareCauses: VmwareCauseWords = {
	'vmware-known': (cause, name) =>
		`${name.mac(cause.mac)} is the vNIC at ${name.device(cause.port)}: known from its configuration, not learned`,
	'vmware-unknown': (cause, name) =>
		`nobody here${cause.vid === 0 ? '' : ` in VLAN ${cause.vid}`} has ${name.mac(cause.mac)}: to an uplink`,
	'vmware-outside': (cause, name) => `${name.mac(cause.mac)} was learned outside: by an uplink, never from one to another`,
	'vmware-learned-outside': (cause, name) => `${name.mac(cause.mac)} is new, and outside`,
	'vmware-left': (cause, name) =>
		`${name.mac(cause.mac)}, learned behind ${name.device(cause.port)}, now speaks from outside: its entry goes`,
	'vmware-uplink': (cause, name) => `the team chooses ${name.device(cause.port)}: ${POLICIES[cause.policy]}`,
	'vmware-other-uplink': (cause, name) =>
		cause.bound === ''
			? `${name.device(cause.port)} has no uplink, so nothing comes in for it`
			: `${name.device(cause.port)} sends by ${cause.bound} and has frames only from there`,
	'vmware-promiscuous': (cause, name) => `${name.device(cause.port)} listens: its guest is promiscuous, and the port group accepts that`,
	'vmware-forged': (cause, name) => `the source is ${name.mac(cause.mac)}, the vNIC is ${name.mac(cause.effective)}`,
	'vmware-blocked': (cause, name) =>
		`the guest at ${name.device(cause.port)} took another address than ${name.mac(cause.initial)}: nothing goes in`,
	'vmware-private-vlan': (cause, name) => `${name.device(cause.port)} is ${TYPES[cause.type]}: it has nothing from VLAN ${cause.vid}`,
	'vmware-mirrored': (cause, name) =>
		`session ${cause.session}: a copy of what ${cause.way === 'ingress' ? 'comes from' : 'goes to'} the guest leaves by ${name.device(cause.port)}`,
	'vmware-notified': (cause, name) =>
		`the physical switch is told, in the name of ${name.mac(cause.mac)}: it is at ${name.device(cause.uplink)} now`,
	'vmware-blind': () => 'no uplink hears the beacons of another: which one is cut off nobody knows, so all are used',
	'vmware-moved': (cause, name) => `${cause.from} is busy: ${name.device(cause.port)} moves to ${cause.to}`,
};

export const vmwareDrops: VmwareDropWords = {
	'vmware-forged-transmit': {why: 'not the address of its vNIC, and forged transmits are rejected', mark: 'forged source'},
	'vmware-mac-changed': {why: 'its guest changed its MAC, and that is rejected: nothing goes in', mark: 'MAC change rejected'},
	'vmware-learning-limit': {why: 'a new address, and the port has learned all that it may', mark: 'learning limit'},
	'vmware-unknown-destination': {why: 'from outside, for an address that nobody here has: no flooding', mark: 'nobody has this MAC'},
	'vmware-no-receiver': {why: 'from outside, for all of its VLAN: no port here may have it', mark: 'for no port here'},
	'vmware-wrong-uplink': {why: 'it came by an uplink that is not the one of its port', mark: 'not by this uplink'},
	'vmware-reflected': {why: 'a frame of one of its own guests came back', mark: 'its own came back'},
	'vmware-no-uplink': {why: 'for outside, and no uplink of the team works', mark: 'no uplink'},
	'vmware-not-programmed': {why: 'the host has no configuration for this port yet', mark: 'port not configured'},
	'vmware-listener': {why: 'the port is there to listen to a mirror session only', mark: 'mirror port'},
	'vmware-beacon-consumed': {why: 'a beacon ends at the switch that listens for it', mark: 'beacon heard'},
	'vmware-lacp-consumed': {why: 'LACP ends at the switch that reads it', mark: 'LACP read'},
};
