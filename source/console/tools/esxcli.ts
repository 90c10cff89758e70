/*
 * `esxcli network`: what an administrator types on an ESXi host
 *
 * Standard switches are made and set here, with their uplinks, port groups, teams and security policies; of a distributed switch the host
 * shows its part, which vCenter gives it (`govc`). A world ID is the number of the machine; fields of which the lab has no model (drivers,
 * PCI addresses, counts of spare ports) are left out.
 *
 * The words are those of VMware's ESXCLI reference; layouts are from its examples and from memory, for there is no ESXi to ask.
 */
import type {Command} from '../command.js';
import {IP_INTERFACES, NICS, VMS} from './esxcli/host.js';
import {enter, namespace} from './esxcli/namespace.js';
import {VSWITCH} from './esxcli/vswitch.js';

const NAMESPACES: readonly Command[] = [
	namespace('esxcli', 'network', 'Operations that pertain to the maintenance of networking on an ESX host.', [
		IP_INTERFACES,
		NICS,
		VMS,
		VSWITCH,
	]),
	{word: 'system', help: 'VMKernel system properties and commands', instead: 'esxcli network'},
	{
		word: 'vm',
		help: 'A small number of operations that allow a user to Control Virtual Machine operations.',
		instead: 'esxcli network vm list',
	},
	{word: 'hardware', help: 'VMKernel hardware properties and commands', instead: 'esxcli network nic list'},
];

export const ESXCLI: Command = {
	word: 'esxcli',
	help: 'switches, port groups, teams and policies of an ESXi host',
	commands: NAMESPACES,
	run: (place, words, options) => enter('esxcli', NAMESPACES, place, words, options),
};
