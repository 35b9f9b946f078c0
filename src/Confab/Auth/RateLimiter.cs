using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Confab.Auth;

/// <summary>Lets through so many requests per address, per customer and per widget, and so many failed logins per username.</summary>
internal sealed class RateLimiter : IDisposable
{
    private readonly RateLimits limits;
    private readonly PartitionedRateLimiter<string> auth;
    private readonly PartitionedRateLimiter<string> addresses;
    private readonly PartitionedRateLimiter<Guid> customers;
    private readonly PartitionedRateLimiter<string> visitors;
    private readonly PartitionedRateLimiter<Guid> widgets;
    private readonly ConcurrentDictionary<string, (double Failures, long At)> logins = new();
    private readonly TimeProvider clock;

    public RateLimiter(Settings settings, TimeProvider clock)
    {
        this.clock = clock;
        limits = settings.RateLimits;
        auth = Buckets<string>(limits.AuthPerSecond, limits.AuthBurst);
        addresses = Buckets<string>(limits.AddressPerSecond, limits.AddressBurst);
        customers = Buckets<Guid>(limits.CustomerPerSecond, limits.CustomerBurst);
        visitors = Buckets<string>(limits.VisitorPerSecond, limits.VisitorBurst);
        widgets = Buckets<Guid>(limits.WidgetPerSecond, limits.WidgetBurst);
    }

    /// <summary>What a request is counted for: its IPv4 address, or the first half of its IPv6 address, as of the other half anybody has all (RFC 6177).</summary>
    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress is not { } address ? ""
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(address.GetAddressBytes(), 0, 8) : address.ToString();

    /// <summary>Counts a request of an address before anything is done for it.</summary>
    public void CheckAddress(HttpContext http)
    {
        if (!limits.Enabled || http.GetEndpoint()?.Metadata.GetMetadata<Unlimited>() is not null)
            return;
        var address = Address(http);
        if (http.Request.Path.StartsWithSegments("/auth") || http.Request.Path.StartsWithSegments("/v1.0/auth"))
            Require(auth, address, "ip");
        else if (http.Request.Path.StartsWithSegments("/v1.0"))
            Require(addresses, address, "ip");
    }

    /// <summary>
    /// Counts a request of a caller: for his customer, or where he is a visitor for his address and his widget, so that visitors take nothing
    /// from the customer.
    /// </summary>
    public void CheckCaller(Caller caller, string address)
    {
        if (!limits.Enabled)
            return;
        if (!caller.IsVisitor)
        {
            Require(customers, caller.CustomerId, "customer");
            return;
        }
        Require(visitors, address, "ip");
        Require(widgets, caller.WidgetId, "customer");
    }

    /// <summary>
    /// Counts a login as failed before it is looked at, so that many at once gain nothing; refuses when the username has failed too
    /// often of late. One failure is forgotten every six seconds.
    /// </summary>
    public void BeginLogin(string username)
    {
        if (logins.Count > 100_000)
            logins.Clear();
        var counted = logins.AddOrUpdate(username, _ => (1, clock.GetTimestamp()), (_, entry) => (Left(entry) + 1, clock.GetTimestamp()));
        if (limits.Enabled && counted.Failures > limits.LoginFailures)
        {
            Refund(username);
            throw Problem.RateLimited("customer", 6).AsException();
        }
    }

    /// <summary>The login did not fail after all: it succeeded, or was never looked at.</summary>
    public void LoginDidNotFail(string username) => Refund(username);

    /// <inheritdoc />
    public void Dispose()
    {
        auth.Dispose();
        addresses.Dispose();
        customers.Dispose();
        visitors.Dispose();
        widgets.Dispose();
    }

    private void Refund(string username) => logins.AddOrUpdate(username, _ => (0, clock.GetTimestamp()), (_, entry) => (Math.Max(0, Left(entry) - 1), clock.GetTimestamp()));

    private double Left((double Failures, long At) entry) => Math.Max(0, entry.Failures - clock.GetElapsedTime(entry.At).TotalSeconds / 6);

    private static void Require<T>(PartitionedRateLimiter<T> limiter, T key, string by)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (!lease.IsAcquired)
            throw Problem.RateLimited(by, 1).AsException();
    }

    private static PartitionedRateLimiter<T> Buckets<T>(int perSecond, int burst) where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, perSecond / 10) / (double)perSecond),
            QueueLimit = 0
        }));
}

/// <summary>Marks a route that no limiter counts.</summary>
internal sealed record Unlimited;
