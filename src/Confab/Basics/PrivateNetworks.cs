using System.Net;
using System.Net.Sockets;

namespace Confab.Basics;

/// <summary>Which addresses are no business of a customer's URL: private, loopback, link-local, reserved, and such inside IPv6.</summary>
internal static class PrivateNetworks
{
    private static readonly IPNetwork[] Denied =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "100::/64", "64:ff9b:1::/48", "::ffff:0:0:0/96"
        }.Select(text => IPNetwork.Parse(text))
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork V4Compatible = IPNetwork.Parse("::/96");

    /// <summary>Whether an address must not be called.</summary>
    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return Denied.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
            || (address.AddressFamily == AddressFamily.InterNetworkV6 && Inner(address) is { } inner && Contains(inner));
    }

    /// <summary>Whether a URL says so by itself, without asking DNS.</summary>
    public static bool Names(Uri uri) => Names(uri.IdnHost) || uri.Host.Any(IsDisguise);

    /// <summary>The same of a host.</summary>
    public static bool Names(string name)
    {
        var host = name.TrimEnd('.');
        return (IPAddress.TryParse(host, out var address) && Contains(address))
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a character is no part of a name, but becomes a digit, a letter or a dot on the way to an address.</summary>
    private static bool IsDisguise(char character) => character > 127 && (char.GetNumericValue(character) >= 0 || character is (>= '\uFF01' and <= '\uFF61') or '\u3002');

    private static IPAddress? Inner(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address) || V4Compatible.Contains(address))
            return new IPAddress(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }
}
