# Makes the HDF5 files of this folder with h5py 3.7 (HDF5 1.10): python3 make.py
import h5py
import numpy as np

with h5py.File("filters.h5", "w", userblock_size=512) as f:
    a = np.arange(35, dtype="<f4").reshape(7, 5) / 4
    f.create_dataset("all", data=a, chunks=(3, 2), compression="gzip", shuffle=True, fletcher32=True)
    f.create_dataset("gzip", data=a, chunks=(7, 5), compression="gzip")
    f.create_dataset("plain", data=a.astype("<f8"), chunks=(2, 5))
    f.create_dataset("odd", data=np.arange(7, dtype="i1"), chunks=(7,), fletcher32=True)
    f.create_dataset("half", data=a.astype("<f2"))
    f.create_dataset("integers", data=np.arange(-3, 3, dtype="<i2"))
    f.create_dataset("one", data=np.float32(2.5))
    f.create_dataset("empty", data=np.zeros((0, 4), "<f4"))
    f.create_dataset("never", shape=(2, 2), dtype="<f4")
    f.create_dataset("part", shape=(4,), dtype="<f4", chunks=(2,))[:2] = 1
    f.create_dataset("big", data=a.astype(">f4"))
    f.create_dataset("lzf", data=a, chunks=(7, 5), compression="lzf")
    f["soft"] = h5py.SoftLink("/one")
    f.attrs["fixed"] = np.array([b"bert", b"classifier"])
    f.attrs["texts"] = ["bert", "", "clasificaci\u00f3n"]
    f.attrs["none"] = []
    f.attrs["number"] = 3
    space = h5py.h5s.create_simple((3,))
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    compact = h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, space, plist)
    compact.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 3], "<f4"))

with h5py.File("newest.h5", "w", libver="latest") as f:
    f["bert/encoder/kernel:0"] = np.arange(6, dtype="<f4").reshape(2, 3)
    f.create_dataset("chunks", data=np.arange(6, dtype="<f4"), chunks=(2,), maxshape=(None,))
    f.attrs["layer_names"] = ["bert"]
    many = f.create_group("many")
    for i in range(12):
        many[f"w{i}"] = np.float32(i)
    for i in range(12):
        f["bert"].attrs[f"a{i}"] = "text"
