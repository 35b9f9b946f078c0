using System.Text.Json;
using System.Text.Json.Nodes;
using Confab.Channels;
using Confab.Medias;
using Confab.Store;

namespace Confab.Messages;

/// <summary>What goes out with messages: found and checked when one is accepted, opened when it is sent.</summary>
internal sealed class OutboundMedias(Db db, Blobs blobs, MediaLinks links)
{
    /// <summary>The entries of a message that somebody wants to send, as they will stand in it.</summary>
    /// <exception cref="ProblemException">One names a media that is not there, or has no bytes.</exception>
    public async Task<(string Entries, List<OutboundMedia> Medias)> TakeAsync(Sql sql, Guid customerId, IReadOnlyList<MediaAsk> asks, Timestamp now)
    {
        if (asks.Count == 0)
            return (MediaEntries.None, []);
        var ours = await MediaQueries.FindAllAsync(sql, customerId, [.. asks.Select(ask => ask.Id).Where(id => id != Guid.Empty)]);
        var entries = new List<JsonObject>();
        foreach (var ask in asks)
        {
            var media = ask.Id == Guid.Empty ? null : ours.GetValueOrDefault(ask.Id) ?? throw Unknown(ask);
            if (media is { Status: not Media.Ready })
                throw (Problem.State("STATE_INVALID", $"{ask.Field}.id: the media {(media.Status == Media.Pending ? "has not been fetched yet." : "could not be fetched.")}") with { Field = $"{ask.Field}.id" }).AsException();
            entries.Add(ask.ToEntry(customerId, media, media is null ? "" : links.Url(media), now));
        }
        var text = MediaEntries.Text(entries);
        return (text, Read(text, ours)!);
    }

    /// <summary>Refuses what an agent has not uploaded and no conversation that it has now has seen, as if it were not there.</summary>
    public static async Task RequireOwnAsync(Unit unit, Guid customerId, Guid agentId, IReadOnlyList<MediaAsk> asks)
    {
        var named = asks.Where(ask => ask.Id != Guid.Empty).ToList();
        if (named.Count == 0)
            return;
        var own = await unit.QueryAsync<Guid, Guid>($"""
            SELECT m.id FROM medias m WHERE m.customer_id = @customerId AND m.id IN {"{items}"} AND (m.uploader_id = @agentId OR EXISTS (
                SELECT 1 FROM conversations c CROSS JOIN media_uses u
                WHERE c.customer_id = @customerId AND c.owner_id = @agentId AND c.tm_delete = {Timestamp.NeverSql}
                    AND u.customer_id = @customerId AND u.conversation_id = c.id AND u.media_id = m.id))
            """, new { customerId, agentId }, [.. named.Select(ask => ask.Id)]);
        if (named.Find(ask => !own.Contains(ask.Id)) is { } other)
            throw Unknown(other);
    }

    /// <summary>Keeps in mind, where a message was stored, that its conversation has seen its medias.</summary>
    public static void Use(Unit unit, Message message)
    {
        foreach (var id in MediaEntries.Ids(message.Medias))
            MediaQueries.Use(unit, message.CustomerId, message.ConversationId, id);
    }

    /// <summary>The medias of a message that is about to be sent; null where one of them has been deleted.</summary>
    public async Task<List<OutboundMedia>?> LoadAsync(Message message) => !MediaEntries.Any(message.Medias) ? []
        : Read(message.Medias, await db.ReadAsync(sql => MediaQueries.FindAllAsync(sql, message.CustomerId, MediaEntries.Ids(message.Medias))));

    /// <summary>What a channel carries of them as what it is, and the text with a line for each that goes as a link; or the first that does not go at all.</summary>
    public static (string Text, List<OutboundMedia> Medias, (int Index, string Why)? Refused) Fit(IChannel channel, string text, List<OutboundMedia> medias)
    {
        var native = new List<OutboundMedia>();
        for (var i = 0; i < medias.Count; i++)
            switch (channel.Fit(medias[i]))
            {
                case { Way: MediaWay.Native }:
                    native.Add(medias[i]);
                    break;
                case { Way: MediaWay.Link }:
                    text = text.Length == 0 ? medias[i].Url : $"{text}\n{medias[i].Url}";
                    break;
                case { Why: var why }:
                    return (text, native, (i, why));
            }
        return (text, native, null);
    }

    private static ProblemException Unknown(MediaAsk ask) => Problem.Invalid($"{ask.Field}.id", "no media of this customer has this id.").AsException();

    private List<OutboundMedia>? Read(string entries, Dictionary<Guid, Media> ours)
    {
        using var list = JsonDocument.Parse(entries);
        var medias = new List<OutboundMedia>();
        foreach (var entry in list.RootElement.EnumerateArray().Select(entry => entry.Clone()))
        {
            var id = MediaEntries.IdOf(entry);
            var media = id == Guid.Empty ? null : ours.GetValueOrDefault(id);
            if (id != Guid.Empty && media is not { Status: Media.Ready })
                return null;
            medias.Add(new OutboundMedia(id, entry.Text("type"), entry.Text("filename"), media?.ContentType ?? entry.Text("content_type"), media?.Size ?? 0,
                media is null ? entry.Text("url") : links.Url(media), entry)
            { Open = media is null ? null : _ => OpenAsync(media) });
        }
        return medias;
    }

    private async Task<Stream> OpenAsync(Media media) => await blobs.OpenAsync(media.Blob, media.Size) ?? throw new IOException("the media is gone");
}
