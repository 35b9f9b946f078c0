using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Confab.Load;

/// <summary>Makes requests from a ready-made one, by writing numbers into it. For one connection.</summary>
internal abstract class Requests
{
    /// <summary>How many digits a message's number has.</summary>
    public const int Digits = 10;

    /// <summary>What stands before the message's number in its text, so that the receiver knows it.</summary>
    public static ReadOnlySpan<byte> Mark => "~#"u8;

    /// <summary>The request with this number, good until the next is asked for.</summary>
    public abstract ReadOnlyMemory<byte> Next(long number);

    /// <summary>Writes a number with leading zeros.</summary>
    protected static void Write(Span<byte> place, long number) => Utf8Formatter.TryFormat(number, place, out _, new('D', (byte)place.Length));

    /// <summary>A request as bytes.</summary>
    protected static byte[] Compose(string line, string headers, string body) =>
        Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}

/// <summary>LINE's webhook call with one text event from one of so many people, signed by the channel secret.</summary>
internal sealed class HookRequests : Requests
{
    private const string Zeros = "0000000000";
    private readonly byte[] bytes;
    private readonly byte[] secret;
    private readonly int people;
    private readonly int body;
    private readonly int signature;
    private readonly int user;
    private readonly int[] numbers;

    public HookRequests(string path, string secret, int people)
    {
        (this.secret, this.people) = (Encoding.UTF8.GetBytes(secret), people);
        var json = $$$"""
            {"destination":"U0","events":[{"type":"message","mode":"active","timestamp":{{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}},"source":{"type":"user","userId":"U{{{Zeros}}}{{{Zeros}}}{{{Zeros}}}00"},
            "webhookEventId":"01EVENT000000000{{{Zeros}}}","deliveryContext":{"isRedelivery":false},"replyToken":"r",
            "message":{"type":"text","id":"5000{{{Zeros}}}","text":"~#{{{Zeros}}} I would like to ask about my order","quoteToken":"q"}}]}
            """;
        bytes = Compose($"POST {path}", $"x-line-signature: {new string('0', 44)}\r\n", json);
        body = bytes.Length - json.Length;
        signature = Place("x-line-signature: ");
        user = Place("\"userId\":\"U") + 22;
        numbers = [Place("01EVENT000000000"), Place("\"id\":\"5000"), Place("~#")];
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Next(long number)
    {
        Write(bytes.AsSpan(user, Digits), number % people);
        foreach (var place in numbers)
            Write(bytes.AsSpan(place, Digits), number);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(secret, bytes.AsSpan(body), hash);
        Base64.EncodeToUtf8(hash, bytes.AsSpan(signature, 44), out _, out _);
        return bytes;
    }

    private int Place(string after) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(after)) + after.Length;
}

/// <summary><c>POST …/messages</c> into one conversation after the other.</summary>
/// <param name="key">The access key.</param>
/// <param name="path">The path with <see cref="NoId"/> in the conversation's place.</param>
/// <param name="ids">The conversations' ids.</param>
internal sealed class SendRequests(string key, string path, IReadOnlyList<string> ids) : Requests
{
    /// <summary>The nil UUID.</summary>
    public const string NoId = "00000000-0000-0000-0000-000000000000";

    private readonly byte[] bytes = Compose($"POST {path}", $"Authorization: Bearer {key}\r\n", """{"text":"~#0000000000 It is on its way to you","medias":[]}""");
    private readonly int place = "POST ".Length + path.IndexOf(NoId, StringComparison.Ordinal);

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Next(long number)
    {
        Encoding.ASCII.GetBytes(ids[(int)(number % ids.Count)], bytes.AsSpan(place));
        Write(bytes.AsSpan(bytes.AsSpan().LastIndexOf(Mark) + Mark.Length, Digits), number);
        return bytes;
    }
}

/// <summary>One page after the other, in an order that jumps. Any number of connections can share it.</summary>
internal sealed class PageRequests(string key, IReadOnlyList<string> paths) : Requests
{
    private const long Jump = 7919;
    private readonly byte[][] requests = [.. paths.Select(path => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\r\n"))];

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Next(long number) => requests[number * Jump % requests.Length];
}
