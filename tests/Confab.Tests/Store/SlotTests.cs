using Confab.Store;

namespace Confab.Tests.Store;

/// <summary>How a node's workers are shared out.</summary>
public sealed class SlotTests
{
    private static readonly Guid Mine = Guid.NewGuid();

    [Fact]
    public void Whoever_takes_what_he_gets_leaves_some_for_the_customers_others_and_a_customer_leaves_a_third()
    {
        using var slots = Open(256, 32);
        Fill(slots, Bucket(Mine, 0)).ShouldBe(32);
        for (var i = 1; i < 12; i++)
            Fill(slots, Bucket(Mine, i)).ShouldBeGreaterThan(0);
        Fill(slots, Bucket(Mine, 12)).ShouldBeGreaterThan(0);
        for (var i = 13; i < 300; i++)
            Fill(slots, Bucket(Mine, i));
        slots.Free("test").ShouldBeInRange(85, 86);
        slots.TryTake("test", Bucket(Mine, 1000)).ShouldBeFalse();
        slots.Full("test").Groups.ShouldBe([$"{Mine:N}"]);
        Fill(slots, Bucket(Guid.NewGuid(), 0)).ShouldBeGreaterThan(10);
        Fill(slots, Bucket(Guid.NewGuid(), 0)).ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Where_all_are_taken_the_first_that_is_given_back_goes_to_a_newcomer()
    {
        using var slots = Open(256, 32);
        var first = Guid.NewGuid();
        for (var customer = 0; customer < 20; customer++)
            for (var (i, id) = (0, customer == 0 ? first : Guid.NewGuid()); i < 50; i++)
                Fill(slots, Bucket(id, i));
        slots.Free("test").ShouldBe(0);
        slots.Release("test", Bucket(first, 0));
        slots.TryTake("test", Bucket(first, 0)).ShouldBeFalse();
        slots.TryTake("test", Bucket(first, 1000)).ShouldBeFalse();
        slots.TryTake("test", Bucket(Guid.NewGuid(), 0)).ShouldBeTrue();
    }

    [Fact]
    public void What_leans_on_nothing_may_take_them_all_and_what_is_given_back_can_be_taken()
    {
        using var slots = Open(4, 4);
        Fill(slots, "").ShouldBe(4);
        (slots.Free("test"), slots.TryTake("test", Bucket(Mine, 0))).ShouldBe((0, false));
        slots.Release("test", "");
        slots.TryTake("test", Bucket(Mine, 0)).ShouldBeTrue();
        slots.Release("test", Bucket(Mine, 0));
        slots.Close();
        (slots.TryTake("test", ""), slots.IsBusy).ShouldBe((false, true));
    }

    private static string Bucket(Guid customerId, int i) => JobBuckets.Of(customerId, new Guid(i, 0, 0, new byte[8]));

    private static int Fill(JobSlots slots, string bucket)
    {
        var taken = 0;
        while (slots.TryTake("test", bucket))
            taken++;
        return taken;
    }

    private static JobSlots Open(int total, int perBucket)
    {
        var slots = new JobSlots();
        slots.Open([new Handler(total, perBucket)], _ => { });
        return slots;
    }

    private sealed record Handler(int Concurrency, int PerBucket) : IJobHandler
    {
        public string Kind => "test";

        public bool Probes => false;

        public Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop) => throw new NotSupportedException();
    }
}
