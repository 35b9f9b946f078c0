using Confab.Auth;
using Confab.Store;

namespace Confab.Tags;

/// <summary>What the tag routes do.</summary>
internal sealed class TagActions(Db db, IEnumerable<ITagRemoved> removed)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => TagQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), TagsJson.Wire.PageTagJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => TagQueries.FindAsync(sql, call.CustomerId, call.Id)), "tag"));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (name, detail) = (body.Text("name") ?? "", body.Text("detail") ?? "");
        return Answer(await db.WriteAsync(async unit =>
        {
            var tag = new Tag
            {
                Id = Ids.New(unit.Now), CustomerId = call.CustomerId, Name = name, Detail = detail,
                TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
            };
            await TagQueries.InsertAsync(unit, tag);
            return tag;
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (name, detail) = (body.Text("name"), body.Text("detail"));
        return Answer(await db.WriteAsync(unit => ChangeAsync(unit, call, tag => tag with { Name = name ?? tag.Name, Detail = detail ?? tag.Detail, TmUpdate = unit.Now })));
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var tag = await ChangeAsync(unit, call, tag => tag with { TmUpdate = unit.Now, TmDelete = unit.Now });
        foreach (var listener in removed)
            await listener.RemovedAsync(unit, tag.CustomerId, tag.Id);
        return tag;
    }));

    private static async Task<Tag> ChangeAsync(Unit unit, Call call, Func<Tag, Tag> change)
    {
        var tag = change(Call.Found(await TagQueries.FindAsync(unit, call.CustomerId, call.Id, toChange: true), "tag"));
        await TagQueries.UpdateAsync(unit, tag);
        return tag;
    }

    private static IResult Answer(Tag tag) => Wire.Ok(tag.ToJson(), TagsJson.Wire.TagJson);
}
