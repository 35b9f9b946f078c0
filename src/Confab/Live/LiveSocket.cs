using System.Buffers;
using System.Net.WebSockets;
using Confab.Auth;
using Confab.Store;

namespace Confab.Live;

/// <summary>One client's socket: takes what it wants to follow, one frame after the other, and hands it the events.</summary>
internal sealed partial class LiveSocket(WebSocket socket, GentleEnd gentle, Caller caller, string address, Db db, LiveReader reader, Subscriptions subscriptions, RateLimiter limiter, TimeProvider clock, ILogger log) : Subscriber
{
    private const int MaxFrame = 64 * 1024;
    private const int MaxTopics = 256;
    private const int Page = 200;
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013, CursorExpired = (WebSocketCloseStatus)4410;

    /// <summary>How far back whoever waits for what nobody has is told of it: a broken line, not history that was before his time.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromMinutes(10);

    private static readonly string[] Types = ["subscribe", "unsubscribe"];

    /// <summary>Why an agent may not follow what nobody has, or no longer.</summary>
    public static readonly Problem NoPickUp = Problem.Denied("topics: the customer has not turned on agent_pickup.");

    private readonly SocketWriter writer = new(socket);
    private volatile bool waitsForNobodys;

    /// <summary>Whose it is.</summary>
    public Caller Caller => caller;

    /// <summary>Whether it follows what nobody has, and may only as long as the customer lets agents pick up.</summary>
    public bool WaitsForNobodys => waitsForNobodys;

    /// <inheritdoc />
    public override void Take(LiveEvent told) => writer.Send(told.Frame);

    /// <summary>Closes it because the server stops.</summary>
    public void EndStopping() => writer.End(WebSocketCloseStatus.EndpointUnavailable, "The server stops: subscribe again, after your last cursor.");

    /// <summary>Closes it, and says why.</summary>
    public void End(WebSocketCloseStatus status, string reason) => writer.End(status, reason);

    /// <summary>Serves the client until it goes, or is told to.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await HandleNextAsync())
                ;
            writer.End(WebSocketCloseStatus.NormalClosure, "");
            await writer.Ended;
        }
        catch (OperationCanceledException)
        {
            // A server that stops calls off what is read, perhaps before the client has been told.
            EndStopping();
            await writer.Ended;
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode is WebSocketError.Faulted or WebSocketError.InvalidState)
        {
            // The client broke the protocol and has been sent a close frame that says so: that must reach it.
            gentle.Begin();
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            socket.Abort();
        }
        finally
        {
            subscriptions.Leave(this);
        }
    }

    /// <summary>Handles the next frame, or lets it pass where the end has been decided on; false when the client has closed.</summary>
    private async Task<bool> HandleNextAsync()
    {
        try
        {
            if (await ReceiveAsync() is not { } frame)
                return false;
            if (!writer.IsEnding)
                await HandleAsync(frame);
        }
        catch (ProblemException e)
        {
            writer.End(Status(e.Problem.Http), e.Problem.Message);
        }
        catch (Exception e) when (e is not (WebSocketException or IOException or OperationCanceledException))
        {
            LogUnexpected(e);
            writer.End(WebSocketCloseStatus.InternalServerError, Problem.Internal.Message);
        }
        return true;
    }

    private async Task HandleAsync(JsonBody frame)
    {
        limiter.CheckCaller(caller, address);
        var type = frame.Word("type", Types) ?? throw Problem.Missing("type").AsException();
        var topics = ReadTopics(frame.Element("topics") ?? throw Problem.Missing("topics").AsException());
        if (caller.IsVisitor)
            await RequireSessionAsync(topics);
        if (type == "subscribe" && !caller.IsAdmin && topics.Any(IsNobodys))
            await RequirePickUpAsync();
        if (type == "unsubscribe")
        {
            subscriptions.Leave(this, topics);
            waitsForNobodys &= Topics.Keys.Any(IsNobodys);
        }
        else if (topics.Count(topic => !Topics.ContainsKey(topic)) + Topics.Count > MaxTopics)
            throw Problem.Denied($"topics: at most {MaxTopics} at a time.").AsException();
        else if (frame.Text("after") is not { } text)
            subscriptions.Join(this, topics);
        else if (FeedRequest.TryParse(text, out var after))
            await ReplayAsync(topics, after);
        else
            throw Problem.Invalid("after", "must be a cursor of this feed.").AsException();
    }

    /// <summary>The topics of a frame, all of which the caller may follow.</summary>
    private HashSet<Topic> ReadTopics(System.Text.Json.JsonElement list)
    {
        if (list.ValueKind != System.Text.Json.JsonValueKind.Array || list.GetArrayLength() == 0)
            throw Problem.Invalid("topics", "must be a list of at least one topic.").AsException();
        var topics = new HashSet<Topic>();
        foreach (var item in list.EnumerateArray())
        {
            if (!Topic.TryParse(JsonText.Read(item, "topics", JsonBody.MaxName), out var topic) || !IsAllowed(topic))
                throw Problem.Denied($"topics[{topics.Count}]: there is no such topic, or the caller may not follow it.").AsException();
            topics.Add(topic);
        }
        return topics;
    }

    private bool IsAllowed(Topic topic) => topic.Scope switch
    {
        TopicScope.Agent => caller.IsAgent && topic.ScopeId == caller.AgentId,
        TopicScope.Unassigned => (caller.IsAdmin || caller.IsAgent) && topic.ScopeId == caller.CustomerId,
        TopicScope.Session => caller.IsVisitor && topic is { Resource: LiveEvent.Webchat, SubjectId: null },
        _ => (caller.IsAdmin || (caller.IsAgent && topic.IsForAgents)) && topic.ScopeId == caller.CustomerId
    };

    /// <summary>Refuses what is not one session of the visitor's widget.</summary>
    private async Task RequireSessionAsync(HashSet<Topic> topics)
    {
        if (topics.Count > 1 || !await db.ReadAsync(async sql => await sql.FirstAsync<int>($"""
            SELECT 1 FROM webchat_sessions WHERE customer_id = @CustomerId AND id = @ScopeId AND widget_id = @WidgetId AND tm_delete = {Timestamp.NeverSql}
            """, new { caller.CustomerId, topics.First().ScopeId, caller.WidgetId }) == 1))
            throw Problem.Denied("topics: must be one session of the widget.").AsException();
    }

    /// <summary>Refuses an agent where the customer has not turned on <c>agent_pickup</c>. From here on it is looked at again and again.</summary>
    private async Task RequirePickUpAsync()
    {
        waitsForNobodys = true;
        if (!await db.ReadAsync(async sql => await AskPickUp(sql, caller.CustomerId)))
            throw NoPickUp.AsException();
    }

    /// <summary>Asks whether a customer lets agents pick up what nobody has.</summary>
    public static Ask<bool> AskPickUp(Sql sql, Guid customerId) =>
        sql.Ask<bool>($"SELECT 1 FROM customers WHERE id = @customerId AND agent_pickup = 1 AND tm_delete = {Timestamp.NeverSql}", new { customerId });

    /// <summary>Whether it was nobody's, too long ago to be told of it.</summary>
    private bool IsPast(LiveEvent told) => !told.IsForAgents && told.OwnerId != caller.AgentId && told.FormerOwnerId != caller.AgentId && told.TmCreate < clock.Now() + -Past;

    private static bool IsNobodys(Topic topic) => topic.Scope == TopicScope.Unassigned;

    /// <summary>Sends what was missed, as fast as the client reads it, until the rest is among the latest events; from there it goes on live.</summary>
    private async Task ReplayAsync(HashSet<Topic> topics, long after)
    {
        var withNobodys = !caller.IsAdmin && topics.Any(IsNobodys);
        var isAgents = withNobodys || topics.All(topic => topic.Scope == TopicScope.Agent || (topic.IsForAgents && !caller.IsAdmin));
        var (ownerId, sessionId, upTo) = (isAgents ? caller.AgentId : (Guid?)null, caller.IsVisitor ? topics.First().ScopeId : (Guid?)null, after);
        await reader.SettledAsync();
        do
        {
            var settled = subscriptions.Position;
            var page = await db.ReadAsync(sql => FeedQueries.PageAsync(sql, caller.CustomerId, upTo, settled, Page, [], ownerId, withNobodys, sessionId));
            foreach (var told in page)
                if (topics.Overlaps(told.Topics) && !Has(told))
                {
                    if (withNobodys && IsPast(told))
                        throw Problem.CursorExpired.AsException();
                    await writer.SendPacedAsync(told.Frame);
                }
            upTo = page.Count == Page ? page[^1].Position : Math.Max(upTo, settled);
            await writer.DrainAsync();
        }
        while (!writer.IsEnding && !subscriptions.TryJoin(this, topics, after, upTo));
    }

    /// <summary>The next frame, null for the client's farewell. Nothing is held for it before it comes.</summary>
    private async Task<JsonBody?> ReceiveAsync()
    {
        var part = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        var frame = part.EndOfMessage ? null : new ArrayBufferWriter<byte>(512);
        while (!part.EndOfMessage && part.MessageType == WebSocketMessageType.Text)
        {
            part = await socket.ReceiveAsync(frame!.GetMemory(256), CancellationToken.None);
            frame.Advance(part.Count);
            if (frame.WrittenCount > MaxFrame)
                throw Problem.BodyTooLarge.AsException();
        }
        return part.MessageType switch
        {
            WebSocketMessageType.Close => null,
            WebSocketMessageType.Binary => throw Problem.ContentType.AsException(),
            _ => JsonBody.Parse(frame?.WrittenMemory ?? default)
        };
    }

    private static WebSocketCloseStatus Status(int http) => http switch
    {
        400 => WebSocketCloseStatus.InvalidPayloadData,
        410 => CursorExpired,
        413 => WebSocketCloseStatus.MessageTooBig,
        415 => WebSocketCloseStatus.InvalidMessageType,
        429 or 503 => TryAgainLater,
        _ => WebSocketCloseStatus.PolicyViolation
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "a frame of a live socket failed unexpectedly")]
    private partial void LogUnexpected(Exception e);
}
