namespace Confab.Live;

/// <summary>
/// Who follows what on this node, by topic, so that an event finds its subscribers without a look at the others; and the latest events. A
/// subscriber joins at a position: what is later than it comes once, from the latest events or as it happens, for both change under one lock.
/// </summary>
internal sealed class Subscriptions
{
    private const int MaxLatest = 512;
    private const int MaxLatestChars = 512 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<Topic, Dictionary<Subscriber, long>> followed = [];
    private readonly Queue<LiveEvent> latest = new();
    private long position = -1;
    private long before = long.MaxValue;
    private int chars;

    /// <summary>Up to where all events have been handed out; -1 while nobody reads them.</summary>
    public long Position
    {
        get
        {
            lock (gate)
                return position;
        }
    }

    /// <summary>How many topics are followed, each as often as it is.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return followed.Values.Sum(all => all.Count);
        }
    }

    /// <summary>Begins after a position.</summary>
    public void Begin(long after)
    {
        lock (gate)
        {
            position = before = after;
            foreach (var subscriber in followed.Values.SelectMany(all => all.Keys).Distinct())
                foreach (var topic in subscriber.Topics.Where(topic => topic.Value < 0).Select(topic => topic.Key).ToList())
                    subscriber.Topics[topic] = followed[topic][subscriber] = after;
        }
    }

    /// <summary>Nobody reads events from now on.</summary>
    public void End()
    {
        lock (gate)
        {
            (position, before, chars) = (-1, long.MaxValue, 0);
            latest.Clear();
        }
    }

    /// <summary>Hands out events, in order of position.</summary>
    /// <param name="events">All that there are up to <paramref name="settled"/>, after the present position.</param>
    /// <param name="settled">The new position.</param>
    public void Hand(IReadOnlyList<LiveEvent> events, long settled)
    {
        lock (gate)
        {
            foreach (var told in events)
            {
                if (followed.Count > 0)
                    Hand(told);
                latest.Enqueue(told);
                chars += told.Data.Length;
                while (latest.Count > MaxLatest || chars > MaxLatestChars)
                {
                    var oldest = latest.Dequeue();
                    (before, chars) = (oldest.Position, chars - oldest.Data.Length);
                }
            }
            position = settled;
        }
    }

    /// <summary>Lets a subscriber follow topics from now on.</summary>
    public void Join(Subscriber subscriber, IReadOnlySet<Topic> topics)
    {
        lock (gate)
            Add(subscriber, topics, position);
    }

    /// <summary>
    /// Lets a subscriber follow topics after a position up to which it has got all: what is later and among the latest events comes at once, but
    /// for what it has by another topic. False when that position is so old that more must be read from the database first.
    /// </summary>
    /// <param name="subscriber">The subscriber.</param>
    /// <param name="topics">What it follows.</param>
    /// <param name="from">After which position it got all.</param>
    /// <param name="upTo">Up to which.</param>
    public bool TryJoin(Subscriber subscriber, IReadOnlySet<Topic> topics, long from, long upTo)
    {
        lock (gate)
        {
            if (upTo < before)
                return false;
            foreach (var told in latest)
                if (told.Position > upTo && topics.Overlaps(told.Topics) && !subscriber.Has(told))
                    subscriber.Take(told);
            Add(subscriber, topics, from);
            return true;
        }
    }

    /// <summary>Lets a subscriber follow topics no longer.</summary>
    public void Leave(Subscriber subscriber, IEnumerable<Topic> topics)
    {
        lock (gate)
            foreach (var topic in topics)
                if (subscriber.Topics.Remove(topic) && followed[topic] is var all && all.Remove(subscriber) && all.Count == 0)
                    followed.Remove(topic);
    }

    /// <summary>Lets a subscriber follow nothing any more.</summary>
    public void Leave(Subscriber subscriber) => Leave(subscriber, [.. subscriber.Topics.Keys]);

    private void Add(Subscriber subscriber, IReadOnlySet<Topic> topics, long from)
    {
        foreach (var topic in topics)
        {
            if (!followed.TryGetValue(topic, out var all))
                followed[topic] = all = [];
            all[subscriber] = subscriber.Topics[topic] = subscriber.Topics.TryGetValue(topic, out var known) ? Math.Min(known, from) : from;
        }
    }

    private void Hand(LiveEvent told)
    {
        foreach (var topic in told.Topics)
            if (followed.TryGetValue(topic, out var all))
                foreach (var (subscriber, from) in all)
                    if (from < told.Position && subscriber.Last != told.Position)
                    {
                        subscriber.Last = told.Position;
                        subscriber.Take(told);
                    }
    }
}
