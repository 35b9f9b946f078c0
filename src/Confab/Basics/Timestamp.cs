using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Confab.Basics;

/// <summary>A moment in UTC, kept as microseconds since 1970 and written as <c>YYYY-MM-DD hh:mm:ss.ffffff</c>.</summary>
/// <param name="Micros">Microseconds since 1970-01-01 00:00:00 UTC.</param>
[JsonConverter(typeof(Json))]
public readonly partial record struct Timestamp(long Micros) : IComparable<Timestamp>
{
    private const int Length = 26;

    private static readonly string[] Accepted =
    [
        "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd"
    ];

    /// <summary>What has not happened: <c>9999-01-01 00:00:00.000000</c>.</summary>
    public static readonly Timestamp Never = From(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary><see cref="Never"/> as SQL text, for partial indexes and the queries that use them.</summary>
    public const string NeverSql = "253370764800000000";

    /// <summary>The moment of a <see cref="DateTimeOffset"/>, cut to the microsecond.</summary>
    public static Timestamp From(DateTimeOffset time) =>
        new((time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>Reads either form that the API accepts: with a blank, or ISO 8601 with <c>T</c> and <c>Z</c>; finer than a microsecond is cut off.</summary>
    public static bool TryParse(string? text, out Timestamp value)
    {
        var ok = DateTimeOffset.TryParseExact(Micro().Replace(text ?? "", "$1"), Accepted, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        value = ok ? From(time) : default;
        return ok;
    }

    [GeneratedRegex(@"(\.\d{6})\d{1,3}(?=Z|[+-]|$)")]
    private static partial Regex Micro();

    /// <summary>This moment for the framework's own types.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        new(DateTime.UnixEpoch.AddTicks(Micros * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <inheritdoc />
    public override string ToString() => string.Create(Length, this, (text, time) => time.Write(text));

    /// <summary>Writes this moment as a JSON text.</summary>
    internal void WriteTo(Utf8JsonWriter writer)
    {
        Span<byte> text = stackalloc byte[Length];
        Write(text);
        writer.WriteStringValue(text);
    }

    /// <inheritdoc />
    public int CompareTo(Timestamp other) => Micros.CompareTo(other.Micros);

    /// <summary>A moment later by <paramref name="span"/>.</summary>
    public static Timestamp operator +(Timestamp time, TimeSpan span) =>
        new(time.Micros + span.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The time between two moments.</summary>
    public static TimeSpan operator -(Timestamp later, Timestamp earlier) =>
        TimeSpan.FromMicroseconds(later.Micros - earlier.Micros);

    /// <summary>Whether the left moment is before the right one.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Micros < right.Micros;

    /// <summary>Whether the left moment is after the right one.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Micros > right.Micros;

    /// <summary>Whether the left moment is not after the right one.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Micros <= right.Micros;

    /// <summary>Whether the left moment is not before the right one.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Micros >= right.Micros;

    /// <summary>Writes the text, digit by digit: it stands several times in every answer.</summary>
    private void Write<T>(Span<T> text) where T : struct, System.Numerics.INumberBase<T>
    {
        var time = ToDateTimeOffset().DateTime;
        var (year, month, day) = time;
        Digits(text[..4], year);
        Digits(text[5..7], month);
        Digits(text[8..10], day);
        Digits(text[11..13], time.Hour);
        Digits(text[14..16], time.Minute);
        Digits(text[17..19], time.Second);
        Digits(text[20..], (int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
        text[4] = text[7] = T.CreateTruncating('-');
        text[10] = T.CreateTruncating(' ');
        text[13] = text[16] = T.CreateTruncating(':');
        text[19] = T.CreateTruncating('.');
    }

    private static void Digits<T>(Span<T> place, int number) where T : struct, System.Numerics.INumberBase<T>
    {
        for (var i = place.Length - 1; i >= 0; i--, number /= 10)
            place[i] = T.CreateTruncating('0' + number % 10);
    }

    /// <summary>Writes a moment as its text.</summary>
    internal sealed class Json : JsonConverter<Timestamp>
    {
        public override Timestamp Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var value) ? value : throw new JsonException("not a time");

        public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options) => value.WriteTo(writer);
    }
}
