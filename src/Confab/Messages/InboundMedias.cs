using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Confab.Accounts;
using Confab.Channels;
using Confab.Medias;
using Confab.Store;

namespace Confab.Messages;

/// <summary>What came with messages: described in their entries; its bytes kept at once where the call carried them, else fetched in the background.</summary>
internal sealed class InboundMedias(Db db, MediaKeeper keeper, MediaLinks links, MediaRemoval removal, MessageLog log, Jobs jobs) : IMediaChanged
{
    private const int MaxWord = 255;

    /// <summary>
    /// Keeps the bytes that a call itself carried, before the unit of work that makes them count; but not those of what was told before, so that
    /// a call that is repeated over and over fills no disk.
    /// </summary>
    public async ValueTask<KeptMedias> KeepAsync(Account account, IReadOnlyList<Inbound> items)
    {
        var kept = KeptMedias.None;
        foreach (var message in items.OfType<Inbound.Message>())
            if (message.Medias.Any(media => media.Content is not null) && !await IsKnownAsync(account, items[0] as Inbound.Call ?? (Inbound)message))
                for (var i = 0; i < message.Medias.Count; i++)
                    if (message.Medias[i].Content is { IsEmpty: false } content)
                        kept = kept.With(message, i, await KeepAsync(account.CustomerId, content, message.Medias[i]));
        return kept;
    }

    /// <summary>The medias of a message that is about to be stored, each with its entry.</summary>
    /// <param name="account">The account that it came through.</param>
    /// <param name="channel">That account's channel.</param>
    /// <param name="message">The message.</param>
    /// <param name="named">Its medias, those about other messages with our ids of these.</param>
    /// <param name="kept">The bytes that the call carried.</param>
    /// <param name="now">The time of the message.</param>
    public List<(Media Media, JsonObject Entry)> Describe(Account account, IChannel channel, Inbound.Message message, IReadOnlyList<InboundMedia> named, KeptMedias kept, Timestamp now) =>
        [.. named.Select((inbound, index) =>
        {
            var media = Describe(account, channel, inbound, kept.Of(message, index), now);
            return (media, MediaEntries.Entry(media.ToJson(links.Url(media)), inbound.Details.Select(detail => (detail.Key, Node(detail.Value)))));
        })];

    /// <summary>Writes the medias of a message that has been stored, and has fetched what is still to come.</summary>
    public void Add(Unit unit, Message message, IEnumerable<(Media Media, JsonObject Entry)> described)
    {
        foreach (var media in described.Select(it => it.Media with { MessageId = message.Id }).Where(media => media.Source.Length > 0 || media.BlobId != Guid.Empty))
        {
            MediaQueries.Insert(unit, media);
            MediaQueries.Use(unit, message.CustomerId, message.ConversationId, media.Id);
            if (media.Status == Media.Pending)
                jobs.Add(unit, MediaHandler.JobFor(media));
        }
    }

    /// <summary>Deletes the medias of a message that was taken back.</summary>
    public async Task RemoveAsync(Unit unit, Message message)
    {
        foreach (var media in (await MediaQueries.HoldAllAsync(unit, message.CustomerId, MediaEntries.Ids(message.Medias))).Where(media => media.MessageId == message.Id))
            removal.Delete(unit, media);
    }

    /// <inheritdoc />
    public async Task ChangedAsync(Unit unit, Media media)
    {
        if (media.MessageId != Guid.Empty && await MessageQueries.FindAsync(unit, media.CustomerId, media.MessageId) is { } message)
            await log.ChangeAsync(unit, message, now => now with { Medias = MediaEntries.Changed(now.Medias, media.ToJson(links.Url(media))) });
    }

    private async Task<bool> IsKnownAsync(Account account, Inbound item) => await db.ReadAsync(sql => sql.FirstAsync<int>(
        "SELECT 1 FROM received WHERE customer_id = @CustomerId AND account_id = @Id AND key = @Key", new { account.CustomerId, account.Id, item.Key })) == 1;

    /// <summary>Null for what is too large.</summary>
    private async Task<KeptBytes?> KeepAsync(Guid customerId, ReadOnlyMemory<byte> content, InboundMedia media)
    {
        try
        {
            using var stream = MemoryMarshal.TryGetArray(content, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(content.ToArray(), writable: false);
            return await keeper.KeepAsync(customerId, stream, Word(media, "content_type"), CancellationToken.None);
        }
        catch (BlobTooLargeException)
        {
            return null;
        }
    }

    private static Media Describe(Account account, IChannel channel, InboundMedia inbound, KeptBytes? kept, Timestamp now)
    {
        var media = new Media
        {
            Id = Basics.Ids.New(now), CustomerId = account.CustomerId, Type = inbound.Type, Filename = inbound.Filename, ContentType = Word(inbound, "content_type"),
            Size = Number(inbound, "size"), Width = (int)Number(inbound, "width"), Height = (int)Number(inbound, "height"), Duration = Number(inbound, "duration"),
            AccountId = account.Id, Source = inbound.Source, TmCreate = now, TmUpdate = now
        };
        if (inbound.Content is not null)
            return kept is not null ? kept.In(media with { Source = "" }) : media with { Status = Media.Failed, Error = inbound.Content is { IsEmpty: true } ? "It is empty." : "It is too large." };
        return inbound.Source.Length == 0 ? media : MediaFetcher.CanFetch(channel, inbound.Source) ? media with { Status = Media.Pending }
            : media with { Status = Media.Failed, Error = $"{channel.Title} does not hand it out." };
    }

    private static string Word(InboundMedia media, string name) => media.Details.GetValueOrDefault(name) is string { Length: <= MaxWord } text ? text : "";

    private static long Number(InboundMedia media, string name) => media.Details.GetValueOrDefault(name) switch
    {
        long number => Math.Clamp(number, 0, int.MaxValue),
        int number => Math.Max(number, 0),
        double number and >= 0 and <= int.MaxValue => (long)number,
        decimal number and >= 0 and <= int.MaxValue => (long)number,
        _ => 0
    };

    private static JsonNode? Node(object value) => value switch
    {
        string text => JsonValue.Create(text),
        double number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        long or int => JsonValue.Create(Convert.ToInt64(value)),
        bool flag => JsonValue.Create(flag),
        _ => throw new ArgumentException($"a media detail must be a text, a number or a flag, not {value.GetType()}")
    };
}

/// <summary>The bytes that calls carried, kept: whose they are is told by the message and their place in it.</summary>
internal sealed class KeptMedias
{
    /// <summary>None, as of most calls.</summary>
    public static readonly KeptMedias None = new();

    private readonly List<(Inbound.Message Message, int Index, KeptBytes? Bytes)> all = [];

    /// <summary>The same with one more; null where it could not be kept.</summary>
    public KeptMedias With(Inbound.Message message, int index, KeptBytes? bytes)
    {
        var more = this == None ? new KeptMedias() : this;
        more.all.Add((message, index, bytes));
        return more;
    }

    /// <summary>The bytes of one.</summary>
    public KeptBytes? Of(Inbound.Message message, int index) => all.Find(it => ReferenceEquals(it.Message, message) && it.Index == index).Bytes;
}
