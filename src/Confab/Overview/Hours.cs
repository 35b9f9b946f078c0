using Confab.Auth;

namespace Confab.Overview;

/// <summary>Whole hours of UTC: from the begin of one to the begin of another.</summary>
internal readonly record struct Hours(Timestamp From, Timestamp To)
{
    private const int MaxDays = 31;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The begin of the hour of a moment.</summary>
    public static Timestamp Of(Timestamp time) => new(time.Micros - (time.Micros % Micros + Micros) % Micros);

    /// <summary>Reads <c>from</c> and <c>to</c>; where one is not given, it is 24 hours from the other, and the last hour is the one that is now.</summary>
    public static Hours Read(Call call, Timestamp now)
    {
        var (from, to) = (Whole(call, "from"), Whole(call, "to"));
        var end = to ?? Of(now) + Hour;
        var begin = from ?? end + TimeSpan.FromHours(-24);
        if (begin >= end || end - begin > TimeSpan.FromDays(MaxDays))
            throw Problem.InvalidParameter("from", $"must lie before to, by at most {MaxDays} days; where to is not given, it is the end of the hour that is now.").AsException();
        return new Hours(begin, end);
    }

    private static long Micros => Hour.Ticks / TimeSpan.TicksPerMicrosecond;

    private static Timestamp? Whole(Call call, string name) => call.QueryTime(name) is not { } time ? null
        : Of(time) == time && time > default(Timestamp) && time < Timestamp.Never ? time : throw Problem.InvalidParameter(name, "must be a whole hour, as in 2026-11-24 12:00:00.").AsException();
}
