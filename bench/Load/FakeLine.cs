using System.Text;

namespace Confab.Load;

/// <summary>Plays LINE: takes every push and knows everybody's name. Counts retry keys, to see that none comes twice.</summary>
internal sealed class FakeLine : Sink
{
    private static readonly byte[] Profile = Answer("""{"userId":"U0","displayName":"Somebody"}""");
    private readonly Lock gate = new();
    private readonly HashSet<Guid> keys = [];
    private long repeated;
    private long profiles;

    /// <summary>How many different messages were pushed.</summary>
    public int Pushed
    {
        get
        {
            lock (gate)
                return keys.Count;
        }
    }

    /// <summary>How many pushes came with a retry key that had come before.</summary>
    public long Repeated => Interlocked.Read(ref repeated);

    /// <summary>How many profiles were asked for.</summary>
    public long Profiles => Interlocked.Read(ref profiles);

    /// <inheritdoc />
    protected override byte[] Take(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (head.StartsWith("GET "u8))
        {
            Interlocked.Increment(ref profiles);
            return Profile;
        }
        var key = Guid.Parse(Encoding.ASCII.GetString(Http.Header(head, "\r\nX-Line-Retry-Key: "u8)));
        int id;
        lock (gate)
        {
            if (!keys.Add(key))
                repeated++;
            id = keys.Count;
        }
        return Answer($$"""{"sentMessages":[{"id":"{{id}}","quoteToken":"q"}]}""");
    }
}
