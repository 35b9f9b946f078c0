using Confab.Auth;
using Confab.Events;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>What the routes of a conversation's notes do: for admins, and for the agent who has the conversation.</summary>
internal sealed class NoteActions(Db db, EventLog events)
{
    private const int MaxText = 10_000;

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(async sql =>
        {
            await ConversationActions.HeldAsync(sql, call);
            return await Note.ListAsync(sql, call.CustomerId, call.Id, page);
        });
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), NotesJson.Wire.PageNoteJson);
    }

    public async Task<IResult> AddAsync(Call call)
    {
        var text = (await call.BodyAsync()).RequiredText("text", MaxText);
        return Answer(await db.WriteAsync(async unit =>
        {
            var conversation = await ConversationActions.HeldAsync(unit, call);
            var by = await Who.OfAsync(unit, call.Caller);
            var note = new Note
            {
                Id = Ids.New(unit.Now), CustomerId = call.CustomerId, ConversationId = conversation.Id, ByKind = by.Kind, ById = by.Id, ByName = by.Name, Text = text,
                TmCreate = unit.Now, TmUpdate = unit.Now
            };
            note.Insert(unit);
            await AnnounceAsync(unit, "conversation_note_created", conversation, note);
            return note;
        }));
    }

    /// <summary>Its author may, and an admin.</summary>
    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var conversation = await ConversationActions.HeldAsync(unit, call);
        if (!Ids.TryParse((string?)call.Http.Request.RouteValues["note_id"], out var id))
            throw Problem.InvalidId("note_id").AsException();
        var note = Call.Found(await Note.FindAsync(unit, call.CustomerId, conversation.Id, id), "note");
        if (!call.Caller.IsAdmin && note.ById != call.Caller.AgentId)
            throw Problem.Denied("Only its author and admins may delete a note.").AsException();
        var deleted = note with { TmUpdate = unit.Now, TmDelete = unit.Now };
        deleted.Delete(unit);
        await AnnounceAsync(unit, "conversation_note_deleted", conversation, deleted);
        return deleted;
    }));

    private Task AnnounceAsync(Unit unit, string type, Conversation conversation, Note note) => events.AddAsync(unit, note.CustomerId, type, conversation.Id,
        note.ToJson(), NotesJson.Wire.NoteJson, new EventAbout(conversation.Id, conversation.OwnerId));

    private static IResult Answer(Note note) => Wire.Ok(note.ToJson(), NotesJson.Wire.NoteJson);
}
