using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Holds what a <see cref="Measurer"/> is given to its shape.</summary>
internal static class MeasurerInput
{
    /// <summary>Throws an <see cref="ArgumentException"/> that names the first fault.</summary>
    public static void ThrowIfBad(EvaluationData data, HeldOut heldOut, int[] ks, int mainK, MeasureReferences references)
    {
        if (ks.Length == 0 || ks[0] < 1 || ks.Zip(ks.Skip(1)).Any(pair => pair.First >= pair.Second) || !ks.Contains(mainK))
        {
            throw new ArgumentException($"Lengths {string.Join(", ", ks)} are not ascending or lack {mainK}.", nameof(ks));
        }

        if (heldOut.UserRows.Length == 0)
        {
            throw new ArgumentException("No user has held-out items.", nameof(data));
        }

        ThrowIfOtherShape(data);
        ThrowIfOtherUsers(heldOut, references.Popularity, "popularity");
        ThrowIfOtherUsers(heldOut, references.ItemKnn, "item-knn");
        ThrowIfOtherItems(data, references.Listening, "listening");
        ThrowIfOtherItems(data, references.Audio, "audio");
        if (!references.AllCandidates)
        {
            ThrowIfHeard(data, heldOut);
        }
    }

    private static void ThrowIfOtherShape(EvaluationData data)
    {
        (int, int) shape = (data.Users.Count, data.Items.Count);
        if ((data.Train.RowCount, data.Train.ColumnCount) != shape || (data.Test.RowCount, data.Test.ColumnCount) != shape
            || (data.Artists is { } artists && artists.Count != data.Items.Count)
            || (data.Tags is { } tags && tags.Count != data.Items.Count))
        {
            throw new ArgumentException($"Matrices, artists or tags do not have the shape {shape} of the vocabularies.", nameof(data));
        }
    }

    private static void ThrowIfOtherUsers(HeldOut heldOut, RankedLists? lists, string name)
    {
        if (lists is not null && !lists.UserRows.SequenceEqual(heldOut.UserRows))
        {
            throw new ArgumentException($"The {name} lists are not those of the {heldOut.UserRows.Length} evaluated users.");
        }
    }

    private static void ThrowIfOtherItems(EvaluationData data, FactorMatrix? vectors, string name)
    {
        if (vectors is not null && vectors.Rows != data.Items.Count)
        {
            throw new ArgumentException($"The {name} space has {vectors.Rows} vectors for {data.Items.Count} items.");
        }
    }

    private static void ThrowIfHeard(EvaluationData data, HeldOut heldOut)
    {
        for (int index = 0; index < heldOut.UserRows.Length; index++)
        {
            int row = heldOut.UserRows[index];
            foreach (int item in heldOut.Of(index))
            {
                if (data.Train.Columns(row).BinarySearch(item) >= 0)
                {
                    throw new ArgumentException(
                        $"User {data.Users.IdOf(row)} has held-out item {data.Items.IdOf(item)} in training too, where no list of unheard items can show it.",
                        nameof(data));
                }
            }
        }
    }
}
