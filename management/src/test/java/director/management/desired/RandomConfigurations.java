/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.BondSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.HugePages;
import director.dataplane.configuration.IdleMode;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.Route;
import director.dataplane.configuration.RssHash;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import director.dataplane.configuration.SubInterface;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.configuration.WorkerSettings;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.health.settings.BodyDigest;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.DnsSettings;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.HttpSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.PingSettings;
import director.management.health.settings.ProbeSettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ScriptSettings;
import director.management.health.settings.ServiceHealth;
import director.management.health.settings.SmtpSettings;
import director.management.health.settings.StatusRange;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.Timing;
import director.management.health.settings.UdpSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Valid configurations that say all that can be said, at random. */
public final class RandomConfigurations {
    /** The names that services have. */
    public static final Set<String> SCHEDULERS = Set.of("rr", "wrr", "wlc", "sh", "mh");
    private static final ClientAddress.Form[] FORMS_OF_TCP = {ClientAddress.Form.NONE, ClientAddress.Form.PROXY_V1,
        ClientAddress.Form.PROXY_V2, ClientAddress.Form.TOA};
    private static final List<String> NAMES = List.of("wrr", "wlc", "rr", "sh", "mh");
    private static final List<String> WORDS =
        List.of("on", "1e3", "it's", "a: b", "${HOME}", "$$", "#x", " x ", "~", "0x10", "é", "*", "- y");

    private static final List<String> LISTS = List.of("partners", "block.list-1");

    private final Random random;
    private final boolean kernel;

    /** Those of a seed. */
    public RandomConfigurations(final long seed) {
        random = new Random(seed);
        kernel = random.nextBoolean();
    }

    /** The next one, with the memory, ports and workers of any other. */
    public DirectorConfiguration next() {
        final List<PortSettings> ports = List.of(
            new PortSettings("client", null, "eth1", Pmd.AF_XDP, List.of(InterfaceAddress.parse("10.0.0.254/24"),
                InterfaceAddress.parse("fd00::254/64")), IpAddress.parse("10.0.0.1"), IpAddress.parse("fd00::1"),
                List.of(new Route(IpPrefix.parse("10.2.0.0/16"), IpAddress.parse("10.0.0.7"))), 1_500, 512, 512, true,
                kernel ? "clients" : null,
                RssHash.SOURCE, List.of(), null, null),
            new PortSettings("real", "0000:03:00.0", null, Pmd.AF_PACKET,
                List.of(InterfaceAddress.parse("10.9.0.254/16"), InterfaceAddress.parse("fd09::254/64")), null, null,
                List.of(), PortSettings.DEFAULT_MTU, PortSettings.DEFAULT_DESCRIPTORS,
                PortSettings.DEFAULT_DESCRIPTORS, false)
                .withLocalAddresses(List.of(IpPrefix.parse("10.9.0.200"), IpPrefix.parse("fd09::200"))),
            PortSettings.vlan("vlan", new SubInterface("client", 100, 0),
                List.of(InterfaceAddress.parse("10.3.0.254/16")), null, null, List.of(), 1_500),
            PortSettings.vlan("deep", new SubInterface("real", 4_094, 1),
                List.of(InterfaceAddress.parse("10.4.0.254/16")), IpAddress.parse("10.4.0.1"), null,
                List.of(new Route(IpPrefix.parse("10.5.0.0/16"), IpAddress.parse("10.4.0.2"))), 1_400),
            bond("pair", new BondSettings(BondSettings.Mode.ACTIVE_BACKUP, List.of(
                new BondSettings.Member("0000:04:00.0", null), new BondSettings.Member("0000:04:00.1,a=1", null)),
                "0000:04:00.1", 30, BondSettings.Hash.LAYER2)),
            bond("group", new BondSettings(BondSettings.Mode.LACP, List.of(
                new BondSettings.Member(null, "eth2"), new BondSettings.Member("0000:05:00.1", null)), null,
                BondSettings.DEFAULT_UPDELAY_SECONDS, BondSettings.Hash.LAYER3_4)));
        final Map<ServiceKey, ServiceSettings> services = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            final ServiceSettings service = service();
            services.putIfAbsent(ServiceKey.of(service), service);
        }
        return new DirectorConfiguration(new MemorySettings(HugePages.NONE, 256, 16_384, 70_000), ports,
            new WorkerSettings(List.of(1), 16, IdleMode.POLL, 7), List.copyOf(services.values()), packets(),
            new LocalPortSettings(2_000, 60_000, 30), new ClientSettings(2_048, 24, 56));
    }

    private static PortSettings bond(final String name, final BondSettings bond) {
        return new PortSettings(name, null, null, bond.primary() == null ? Pmd.AF_XDP : Pmd.AF_PACKET, List.of(), null,
            null, List.of(), 1_500, 64, 64, false, null, RssHash.ALL, List.of(), null, bond);
    }

    /** Health settings for its services, some of them. */
    public HealthSettings health(final DirectorConfiguration configuration) {
        final List<ServiceHealth> services = new ArrayList<>();
        for (final ServiceSettings service : configuration.services()) {
            final List<RealServerHealth> realServers = new ArrayList<>();
            for (final RealServerSettings each : service.realServers()) {
                if (random.nextBoolean()) {
                    realServers.add(realServerHealth(each));
                }
            }
            if (random.nextBoolean() || !realServers.isEmpty()) {
                services.add(new ServiceHealth(ServiceKey.of(service), checks(), random.nextBoolean(),
                    one(FailureAction.values()), notification(),
                    new QuorumSettings(5, random.nextInt(5), notification()),
                    new FlapSettings(random.nextInt(9), random.nextInt(9)), realServers));
            }
        }
        return new HealthSettings(1 + random.nextInt(9), services);
    }

    private ServiceSettings service() {
        final boolean ipv6 = random.nextInt(3) == 0;
        final boolean marked = random.nextInt(4) == 0;
        final Protocol protocol = marked ? Protocol.TCP : one(Protocol.values());
        final @Nullable Persistence persistence = random.nextBoolean() ? null
            : new Persistence(1 + random.nextInt(900), 1 + random.nextInt(32),
                (marked || protocol == Protocol.UDP) && random.nextBoolean() ? "sip" : null);
        final int port = marked || (persistence != null && random.nextInt(4) == 0) ? 0 : 80 + random.nextInt(3);
        final Map<RealServerKey, RealServerSettings> realServers = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            final RealServerSettings realServer = realServer(ipv6, port);
            realServers.putIfAbsent(RealServerKey.of(realServer), realServer);
        }
        final ServiceSettings service = new ServiceSettings(protocol, marked ? ipv6 ? IpAddress.ANY6 : IpAddress.ANY
            : IpAddress.parse(ipv6 ? "fd00::100" : "10.0.0.100"), port, marked ? random.nextInt() | 1 : 0,
            NAMES.get(random.nextInt(NAMES.size())), random.nextInt(8), persistence,
            protocol == Protocol.UDP && random.nextBoolean(),
            random.nextInt(3) == 0 ? random.nextInt(3_600) : 0,
            new ConnectionTimeouts(timeout(marked, protocol, Protocol.TCP), timeout(marked, protocol, Protocol.TCP),
                timeout(marked, protocol, Protocol.UDP)), localAddresses(ipv6), ClientAddress.NONE,
            List.copyOf(realServers.values()), new ServicePolicy(limits(), limits(), access()));
        return protocol != Protocol.SCTP && random.nextBoolean()
            && service.realServers().stream().allMatch(each -> each.forwarding().isTranslation())
            ? told(service) : service;
    }

    /** The same service, whose real servers are told who the client is. */
    private ServiceSettings told(final ServiceSettings service) {
        final ClientAddress.Form form = service.protocol() == Protocol.UDP ? ClientAddress.Form.UOA
            : one(FORMS_OF_TCP);
        return service.withClientAddress(new ClientAddress(form))
            .withRealServers(service.realServers().stream()
                .map(each -> each.withForwarding(ForwardingMethod.FULL_NAT)).toList());
    }

    private List<IpPrefix> localAddresses(final boolean ipv6) {
        return switch (random.nextInt(3)) {
            case 0 -> List.of(IpPrefix.parse(ipv6 ? "fd09::208" : "10.9.0.208"));
            case 1 -> List.of(IpPrefix.parse(ipv6 ? "fd09::210/124" : "10.9.0.216/29"),
                IpPrefix.parse(ipv6 ? "fd09::201" : "10.9.0.201"));
            default -> List.of();
        };
    }

    private int timeout(final boolean marked, final Protocol protocol, final Protocol wanted) {
        return (marked || protocol == wanted) && random.nextInt(3) == 0 ? 1 + random.nextInt(900) : 0;
    }

    private RealServerSettings realServer(final boolean ipv6, final int port) {
        final ForwardingMethod method = one(ForwardingMethod.values());
        final int realPort = method.isTranslation() && port != 0 ? 8_000 + random.nextInt(2) : port;
        final int upper = random.nextInt(100);
        return new RealServerSettings(IpAddress.parse((ipv6 ? "fd09::" : "10.9.0.") + (1 + random.nextInt(5))),
            realPort, random.nextBoolean() ? 1 : random.nextInt(99), method,
            method == ForwardingMethod.TUNNEL ? tunnel() : TunnelSettings.IPIP, upper, random.nextInt(upper + 1))
            .withLimits(limits());
    }

    private TunnelSettings tunnel() {
        return switch (random.nextInt(3)) {
            case 0 -> TunnelSettings.IPIP;
            case 1 -> new TunnelSettings(TunnelSettings.Type.GRE, 0, TunnelSettings.Checksum.FULL);
            default -> new TunnelSettings(TunnelSettings.Type.GUE, 6_080, TunnelSettings.Checksum.NONE);
        };
    }

    private PacketSettings packets() {
        Sysctls sysctls = Sysctls.INITIAL;
        for (final Sysctl sysctl : Sysctl.values()) {
            if (random.nextInt(3) == 0) {
                sysctls = sysctls.with(
                    sysctl, sysctl.min() + random.nextInt(Math.min(9, sysctl.max() - sysctl.min()) + 1));
            }
        }
        final List<MarkRule> marks = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            final boolean ipv6 = random.nextBoolean();
            final int first = random.nextInt(1_000);
            marks.add(new MarkRule(random.nextInt(), ipv6, random.nextBoolean() ? null : "client",
                random.nextBoolean() ? null : one(Protocol.values()),
                random.nextBoolean() ? null : IpPrefix.parse(ipv6 ? "fd00::/64" : "10.1.0.0/16"),
                random.nextBoolean() ? null : IpPrefix.parse(ipv6 ? "fd00::100/128" : "10.0.0.100/32"), first,
                random.nextBoolean() ? first : MarkRule.LAST_PORT));
        }
        return new PacketSettings(marks, sysctls,
            new ConnectionTimeouts(1 + random.nextInt(999), 1 + random.nextInt(99), 1 + random.nextInt(99)),
            host(),
            List.of(MssClamp.OFF, MssClamp.PATH, new MssClamp(1_400)).get(random.nextInt(3)),
            new AccessControl(LISTS.stream().map(name -> new AccessList(name, random.nextBoolean() ? List.of()
                : List.of(IpPrefix.parse("192.0.2." + random.nextInt(256)), IpPrefix.parse("2001:db8::/32")), null,
                List.of())).toList(), access()), snat());
    }

    private List<SnatSettings> snat() {
        final List<SnatSettings> rules = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            final boolean ipv6 = random.nextBoolean();
            final String end = Integer.toString(1 + random.nextInt(8));
            final String source = ipv6 ? "fd09:" + i + "::/64" : "10.9." + i + ".0/24";
            final String from = ipv6 ? "2001:db8:" + i + "::" + end : "198.51.100." + end + "-198.51.100.9";
            rules.add(new SnatSettings("rule" + i, List.of(IpPrefix.parse(source)), "client",
                random.nextBoolean() ? List.of() : List.of(IpPrefix.parse(ipv6 ? "fd00:1::/64" : "10.1.0.0/16")),
                List.of(AddressRange.parse(from)),
                new SnatTimeouts(1 + random.nextInt(9), 240, 1 + random.nextInt(9), 60), limits(), limits()));
        }
        return rules;
    }

    private LimitSettings limits() {
        final int rate = random.nextInt(3) * 7;
        return new LimitSettings(random.nextInt(3), rate, rate == 0 ? 0 : 1 + random.nextInt(9));
    }

    private AccessSettings access() {
        return new AccessSettings(random.nextBoolean() ? List.of() : List.of(one(LISTS.toArray(new String[0]))),
            LISTS.subList(0, random.nextInt(3)));
    }

    /** Interfaces in the kernel are there or not as long as a director runs: so the kernel gets something or not. */
    private HostSettings host() {
        if (kernel) {
            return new HostSettings(one(AnswerPolicy.values()), one(ForwardPolicy.values()), AnswerPolicy.KERNEL,
                1 + random.nextInt(HostSettings.MAX_KERNEL_RATE)).withPortRates(portRates());
        }
        return new HostSettings(random.nextBoolean() ? AnswerPolicy.ANSWER : AnswerPolicy.DROP,
            random.nextBoolean() ? ForwardPolicy.FORWARD : ForwardPolicy.DROP,
            random.nextBoolean() ? AnswerPolicy.ANSWER : AnswerPolicy.DROP);
    }

    private Map<Integer, Integer> portRates() {
        final Map<Integer, Integer> rates = new HashMap<>();
        for (int place = 0; place < 6; place++) {
            if (random.nextBoolean()) {
                rates.put(place, 1 + random.nextInt(HostSettings.MAX_KERNEL_RATE));
            }
        }
        return rates;
    }

    private RealServerHealth realServerHealth(final RealServerSettings realServer) {
        return new RealServerHealth(RealServerKey.of(realServer), random.nextBoolean(),
            random.nextBoolean() ? null : checks(),
            random.nextBoolean() ? null : IpAddress.parse(realServer.address().ipv6() ? "fd00::9" : "192.168.7.2"),
            random.nextBoolean() ? null : one(FailureAction.values()), random.nextBoolean() ? null : notification());
    }

    private List<CheckSettings> checks() {
        final List<CheckSettings> checks = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            final ProbeSettings probe = probe();
            checks.add(new CheckSettings(probe,
                random.nextBoolean() ? Timing.DEFAULT : new Timing(5_000, 900, 1, 7, 3, 4, random.nextInt(100)),
                probe.needsPort() ? 1 + random.nextInt(65_535) : 0, null));
        }
        return checks;
    }

    private ProbeSettings probe() {
        return switch (random.nextInt(7)) {
            case 0 -> new TcpSettings();
            case 1 -> http(random.nextBoolean());
            case 2 -> new DnsSettings(random.nextBoolean() ? "." : "example.org", one(DnsSettings.RecordType.values()),
                one(DnsSettings.ResponseCode.values()));
            case 3 -> new SmtpSettings(random.nextBoolean() ? "localhost" : "lb1.example.org");
            case 4 -> new PingSettings();
            case 5 -> {
                final String prefix = random.nextBoolean() ? "" : "0012";
                yield new UdpSettings(random.nextBoolean() ? "" : "0a0b", !prefix.isEmpty() || random.nextBoolean(),
                    prefix);
            }
            default -> new ScriptSettings(List.of("/bin/check", word(), "17"));
        };
    }

    private HttpSettings http(final boolean tls) {
        return new HttpSettings(tls, random.nextBoolean() ? "GET" : "POST", random.nextBoolean() ? "/" : "/a?b=$c",
            random.nextBoolean() ? null : "shop.example", !tls || random.nextBoolean() ? null : "sni.example", false,
            random.nextBoolean() ? HttpSettings.DEFAULT_STATUSES
                : List.of(new StatusRange(204, 204), new StatusRange(300, 399)),
            random.nextBoolean() ? null : "^ok \\$\\{x}$",
            random.nextBoolean() ? null : new BodyDigest(BodyDigest.MD5, "00112233445566778899001122334455"),
            random.nextInt(3), 1_000);
    }

    private NotifySettings notification() {
        return random.nextBoolean() ? NotifySettings.NONE
            : new NotifySettings(List.of("/bin/up", word()), random.nextBoolean() ? List.of() : List.of("/bin/down"));
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private <T> T one(final T[] of) {
        return of[random.nextInt(of.length)];
    }
}
